// An export on its way to the router. While there is one, its plan stands where that of the answers does.
import { backend } from '../ipc/backend';
import type { CarriedView, EvaluateForm, EvaluationView, ExportAskedView, ExportView } from '../ipc/bindings';

type Moves = Record<string, string>;

/** Where everything goes when this one is put there. Who was there takes the place that becomes free. */
export function moved(places: CarriedView[], old: string, to: string): Moves {
  const free = places.find((place) => place.old === old)?.new ?? '';
  const next = ({ old: name, new: now }: CarriedView) => (name === old ? to : to !== '' && now === to ? free : (now ?? ''));
  return Object.fromEntries(places.map((place) => [place.old, next(place)]));
}

export class Bringing {
  /** As it was looked at last; none when no export was chosen. */
  view = $state.raw<ExportView | null>(null);
  /** The passwords that it lacks. A field stays while something is typed into it. */
  asked = $state.raw<ExportAskedView[]>([]);
  /** What the router itself said of it before it came to Review. */
  checked = '';
  #moves: Moves = {};

  /** Asks for a file. What cannot be brought is returned all the same, and nothing is on its way then. */
  async choose(): Promise<ExportView | null> {
    const view = await backend.exportChoose(null);
    if (view && !view.problem) {
      this.forget();
      this.#take(view);
    }
    return view;
  }

  /** Puts a socket or a radio somewhere else. */
  place(places: CarriedView[], old: string, to: string): void {
    this.#moves = { ...this.#moves, ...moved(places, old, to) };
  }

  /** Looks at it with what was said of it. */
  async evaluate({ secrets, ticked }: EvaluateForm): Promise<EvaluationView> {
    const view = await backend.exportLook({ moves: this.#moves, secrets, ticked });
    if (this.view) this.#take(view);
    return this.evaluation(view);
  }

  /** What it would do, as answers would. */
  evaluation(view = this.view): EvaluationView {
    return { issues: [], plan: view?.plan ?? null, protection: [], derivedRange: null };
  }

  forget(): void {
    this.view = null;
    this.asked = [];
    this.checked = '';
    this.#moves = {};
  }

  #take(view: ExportView): void {
    // What cannot be brought like this can be put back like it was: the places stay to be chosen from.
    this.view = view.problem && this.view ? { ...this.view, problem: view.problem, plan: null } : view;
    const more = view.asked.filter(({ field }) => !this.asked.some((known) => known.field === field));
    if (more.length > 0) this.asked = [...this.asked, ...more];
  }
}
