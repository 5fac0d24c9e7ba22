// The keys of every question that a name answers; `ask(run)` calls `run` with the question in sight.
export const namingKeys = (ask) => [
  ...[1, 2, 3, 4, 5].map((number) => ({
    key: String(number), shown: "1 to 5", does: number === 1 ? "Choose a likely name" : "", run: ask((question) => question.likely(number)), changes: true,
  })),
  { key: "Enter", does: "Type a name: Enter accepts it, Tab completes it", run: ask((question) => question.askName()), changes: true },
  { key: " ", shown: "Space", does: "Tick or untick a face; arrows move, with Shift they tick", run: () => {} },
];
