import type { Snapshot } from '../../../core/protocol.ts';
import type { Row } from '../../rows.ts';
import { span } from '../line.ts';
import { alertDocument } from './alert.ts';
import type { Document, Page } from './document.ts';
import { loginDocument } from './login.ts';
import { banDocument, findingDocument, sourceDocument } from './others.ts';

/** The document of a row; of null, that what it was about is gone. */
export function documentOf(row: Row | null, snapshot: Snapshot, page: Page): Document {
  switch (row?.kind) {
    case 'alert':
      return alertDocument(row.alert, snapshot, page);
    case 'login':
      return loginDocument(row.login, snapshot, page);
    case 'finding':
      return findingDocument(row.finding, page);
    case 'ban':
      return banDocument(row.ban, snapshot, page);
    case 'source':
      return sourceDocument(row.source, page);
    case undefined:
      return {
        title: 'Gone',
        lines: [[], [span(' What this was about is no longer in the list. Esc goes back.')]],
      };
  }
}
