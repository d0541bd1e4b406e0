// Tells the tests as cargo does, so that `tests/run` counts both alike.
export default async function* reporter(source) {
  let passed = 0, failed = 0;
  for await (const {type, data} of source) {
    const isTest = (type === 'test:pass' || type === 'test:fail') && data.details?.type !== 'suite';
    if (type === 'test:diagnostic' && /^\| /.test(data.message)) yield `${data.message.slice(2)}\n`;
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (!isTest) continue;
    // A file that could not run at all is told as a test of its name.
    const seconds = (data.details.duration_ms / 1000).toFixed(1);
    if (type === 'test:pass') {
      if (data.name.endsWith('.test.mjs')) continue;
      passed += 1;
      yield `test ${data.name} ... ok (${seconds} s)\n`;
    } else {
      failed += 1;
      const error = data.details.error?.cause ?? data.details.error;
      yield `test ${data.name} ... FAILED (${seconds} s)\n${error?.message ?? error}\n`;
    }
  }
  // Without a single test something is wrong with the runner.
  if (passed + failed === 0) failed = 1;
  yield `\ntest result: ${failed === 0 ? 'ok' : 'FAILED'}. ${passed} passed; ${failed} failed; 0 ignored\n`;
}
