import { readIntakeData } from '../intake.data.js';
import type { Category } from '#contracts/incident.js';
import type { CategoryFile, CategoryTree } from './category.rules.js';
import { categoryTree } from './category.rules.js';

/** The category code tree of this installation, read when the service is composed. */
export class CategoryCatalog implements CategoryTree {
  readonly note: string;
  readonly all: readonly Category[];
  readonly byCode: ReadonlyMap<string, Category>;

  constructor() {
    const tree = categoryTree(readIntakeData<CategoryFile>('event-codes.json'));
    this.note = tree.note;
    this.all = tree.all;
    this.byCode = tree.byCode;
  }
}
