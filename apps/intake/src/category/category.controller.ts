import { Controller, Get } from '@nestjs/common';
import type { CategoriesAnswer } from '#contracts/incident.js';
import { Allow } from '#service-kit/session.guard.js';
import { CategoryCatalog } from './category.catalog.js';

/** The category code tree, for choosing a category and for naming it. */
@Controller('api/categories')
export class CategoryController {
  constructor(private readonly catalog: CategoryCatalog) {}

  @Get()
  @Allow('incident.read')
  list(): CategoriesAnswer {
    return { note: this.catalog.note, categories: [...this.catalog.all] };
  }
}
