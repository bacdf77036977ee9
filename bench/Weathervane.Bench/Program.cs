using BenchmarkDotNet.Running;
using Weathervane.Bench;
using Weathervane.Bench.Samplers;

// "compare" times whole jobs beside the peers, one JSON line each, as bench/compare reads them;
// anything else goes to BenchmarkDotNet: --filter '*Features*'.
if (args is ["samplers", var script, var pipeline])
{
    // Beside Optuna: samplers bench/samplers/optuna_peer.py samples/sp500.yaml
    return SamplerRace.Run(script, pipeline, Console.Out);
}

return args is ["compare", var bars, ..]
    ? Compare.Run(bars, runs: args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 5, Console.Out)
    : BenchmarkSwitcher.FromAssembly(typeof(Compare).Assembly).Run(args).Any(s => s.HasCriticalValidationErrors) ? 1 : 0;
