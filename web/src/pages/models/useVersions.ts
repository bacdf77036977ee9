import { get, part } from '../../api/client';
import type { ModelVersion } from '../../api/types';
import { useData, type Data } from '../../shared/useData';

export const useVersions = (name: string): Data<ModelVersion[]> =>
  useData(`versions ${name}`, (signal) => get<ModelVersion[]>(`/models/${part(name)}/versions`, {}, signal), ['model']);
