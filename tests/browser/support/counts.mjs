// The last line of the output: how many tests there were and how they ended.

export default class Counts {
  #counts = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  #suite;

  onBegin(_, suite) {
    this.#suite = suite;
  }

  onEnd() {
    for (const test of this.#suite?.allTests() ?? []) this.#counts[test.outcome()] += 1;
  }

  onExit() {
    const { expected, unexpected, flaky, skipped } = this.#counts;
    console.log(`browser tests: ${expected} passed, ${unexpected} failed, ${flaky} flaky, ${skipped} skipped`);
  }

  printsToStdio() {
    return false;
  }
}
