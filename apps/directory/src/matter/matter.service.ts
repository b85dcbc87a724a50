import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Matter, MattersAnswer } from '#contracts/matter.js';

type Side = { tier: 'city' | 'town'; org: string };
type MatterRecord = Omit<Matter, 'leadDepartment' | 'assistingDepartments' | 'principal' | 'cooperating'> & {
  lead: string;
  assisting: string[];
  principal: Side;
  cooperating: Side[];
};

/** Reading the grid list, with the names of whoever leads and assists, of the towns and the departments. */
@Injectable()
export class MatterService {
  constructor(private readonly database: DataSource) {}

  /** All matters in the order of the list: the same for everybody. */
  async listMatters(): Promise<MattersAnswer> {
    const records = (await this.database.query(
      `SELECT id, number, name, name_en AS "nameEn", class, class_name AS "className", class_name_en AS "classNameEn", whistle_kind AS "whistleKind",
         lead_department_id AS lead, assisting_department_ids AS assisting, town_bureau AS "townBureau", handling_limit AS "handlingLimit",
         principal, cooperating, may_become AS "mayBecome"
       FROM directory.matter ORDER BY number`,
    )) as MatterRecord[];
    // A bureau or station has the same name in every town: that of the first one that has any.
    const names = new Map(
      (
        (await this.database.query(
          `SELECT id, name FROM directory.org WHERE kind = 'department'
           UNION ALL
           SELECT template_id, short_name FROM directory.org WHERE kind IN ('bureau', 'station')
             AND unit_id = (SELECT unit_id FROM directory.org WHERE kind = 'bureau' ORDER BY sort LIMIT 1)`,
        )) as { id: string; name: string }[]
      ).map((row) => [row.id, row.name]),
    );
    const nameOf = (orgId: string): { orgId: string; name: string } => ({ orgId, name: names.get(orgId) ?? orgId });
    const sideOf = ({ tier, org }: Side) => ({ tier, ...nameOf(org) });
    const [{ note }] = (await this.database.query(`SELECT value ->> 'note' AS note FROM directory.setting WHERE name = 'matters'`)) as [
      { note: string },
    ];
    const orgs = (await this.database.query(
      `SELECT id AS "orgId", kind, name, name_en AS "nameEn" FROM directory.org WHERE kind IN ('area-unit', 'department') ORDER BY sort, id`,
    )) as (MattersAnswer['towns'][number] & { kind: string })[];
    const named = (kind: string) => orgs.flatMap(({ kind: of, ...org }) => (of === kind ? [org] : []));
    return {
      note,
      towns: named('area-unit'),
      departments: named('department'),
      matters: records.map(({ lead, assisting, principal, cooperating, ...matter }) => ({
        ...matter,
        leadDepartment: nameOf(lead),
        assistingDepartments: assisting.map(nameOf),
        principal: sideOf(principal),
        cooperating: cooperating.map(sideOf),
      })),
    };
  }
}
