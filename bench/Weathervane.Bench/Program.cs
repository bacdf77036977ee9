using System.Globalization;
using BenchmarkDotNet.Running;
using Weathervane.Bench;
using Weathervane.Bench.Dashboard;
using Weathervane.Bench.Drift;
using Weathervane.Bench.Experiments;
using Weathervane.Bench.Gate;
using Weathervane.Bench.Samplers;
using Weathervane.Bench.Serving;
using Weathervane.Bench.Statistics;

// "compare" and "shape" time whole jobs beside the peers, one JSON line each, as bench/compare reads them;
// "drift 2000 2" tells how often the drift monitor alarms without drift, and what it finds, on two threads;
// "verdicts 2000 500" tells how often A/B experiments are wrong, and how soon they are right;
// "samplers bench/samplers/optuna_peer.py samples/sp500.yaml" runs our samplers beside Optuna's; "others" for the pipeline takes 25 other functions;
// "gate 1000 500" tells how often the promotion gate lets noise in, and a planted edge;
// "statistics coverage|sizes|tries RUNS ..." simulates what the tests of significance promise; coverage takes parts of processes' names, too;
// "server http://127.0.0.1:5180 10 100000" loads a server for so many seconds a row, and with so many runs: bench/serve starts one;
// "runs FOLDER 100000" fills a workspace with so many runs: bench/dashboard does; a store's address may follow;
// "searches http://127.0.0.1:5180 SQLite ..." times searches on servers that hold such runs, one column each: bench/searches starts them;
// "backtest 1000000 5" times backtests of so many bars, the median of so many runs;
// anything else goes to BenchmarkDotNet, which times what these jobs are made of: --filter '*ForecastKernels*'; --list flat names them all.
return args switch
{
    ["compare", var bars, ..] => Compare.Run(bars, args.Length > 2 ? Number(args[2]) : 5, Console.Out),
    ["make-shape", var rows, var columns, var path] => Shapes.Make(Number(rows), Number(columns), path),
    ["shape", var learner, var path, var runs] => Shapes.Fit(learner, path, Number(runs), Console.Out),
    ["gate", var noise, var edge] => GateSimulation.Run(Number(noise), Number(edge), Console.Out),
    ["statistics", "coverage", var runs, var rows, var draws, .. var only] => Simulations.Coverage(Number(runs), Number(rows), Number(draws), only, Console.Out),
    ["statistics", "sizes", var runs, var rows] => Simulations.Sizes(Number(runs), Number(rows), Console.Out),
    ["statistics", "tries", var runs] => Simulations.Tries(Number(runs), Console.Out),
    ["drift", var runs, var threads] => DriftSimulation.Run(Number(runs), Number(threads), Console.Out),
    ["verdicts", var runs, var longRuns] => VerdictSimulation.Run(Number(runs), Number(longRuns), Console.Out),
    ["samplers", var script, "others"] => SamplerRace.Run(script, Problem.Others(), Console.Out),
    ["samplers", var script, var pipeline] => SamplerRace.Run(script, Problem.All(pipeline), Console.Out),
    ["server", var url, var seconds, var runs] => await ServerLoad.RunAsync(url, Number(seconds), Number(runs), Console.Out),
    ["runs", var folder, var runs] => RunFill.Run(folder, Number(runs)),
    ["runs", var folder, var runs, var store] => RunFill.Run(folder, Number(runs), store),
    ["searches", .. var servers] => await SearchTimes.RunAsync([.. servers.Chunk(2).Select(s => (s[0], s[1]))], Console.Out),
    ["backtest", var bars, var runs] => Backtests(Number(bars), Number(runs)),
    _ => BenchmarkSwitcher.FromAssembly(typeof(Compare).Assembly).Run(args).Any(s => s.HasCriticalValidationErrors) ? 1 : 0,
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Backtests(int bars, int runs)
{
    BacktestRace.Run(bars, runs, Console.Out);
    return 0;
}
