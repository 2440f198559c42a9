// Tests show any component, so they know all texts.
import en from '../messages/en.json';
import { learn } from './text';

learn(en);
