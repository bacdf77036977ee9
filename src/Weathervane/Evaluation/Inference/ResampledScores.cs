using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>Scores of several forecasters on the same resamples of their rows, so that any two can be compared draw by draw.</summary>
/// <remarks>Fast, since nothing is copied: counts of decisions are differences of running sums at the ends of blocks, ranks come from rows
/// sorted once. The draws depend on the seed alone, not on threads.</remarks>
internal sealed class ResampledScores
{
    private readonly Dictionary<(string Name, string Metric), double[]> _draws = [];

    private ResampledScores()
    {
    }

    /// <summary>[draws] the scores of a forecaster; null where it has none by that metric.</summary>
    internal double[]? Of(string name, Metric metric) => _draws.GetValueOrDefault((name, metric.Name));

    /// <summary>Scores resamples by the metrics that are no mean over rows.</summary>
    internal static ResampledScores Run(IReadOnlyList<OutOfSample> forecasts, double meanLength, InferenceOptions options)
    {
        var labels = forecasts[0].Labels;
        var result = new ResampledScores();
        List<Scorer> scorers = [.. forecasts.Select(f => new Scorer(f, result.Room(f, options.Draws)))];
        var bootstrap = new StationaryBootstrap(labels.Length, meanLength, options.Seed);
        var upsBefore = RunningSums(labels, l => l > 0.5 ? 1UL : 0);
        var parallel = ParallelRuns.Options(options.Threads, options.Cancel);
        Parallel.For(0, options.Draws, parallel, () => new Scratch(labels.Length), (draw, _, scratch) =>
        {
            bootstrap.Draw(draw, scratch.Blocks);
            var ups = (long)Sum(upsBefore, scratch.Blocks);
            scratch.Weigh();
            foreach (var scorer in scorers)
            {
                scorer.Score(draw, ups, scratch);
            }

            return scratch;
        }, _ => { });
        return result;
    }

    private List<(Metric Metric, double[] Draws)> Room(OutOfSample forecasts, int draws)
    {
        List<(Metric, double[])> room = [.. MetricCatalog.All
            .Where(m => m.RowScore is null && !double.IsNaN(forecasts.Score(m)))
            .Select(m => (m, new double[draws]))];
        room.ForEach(r => _draws[(forecasts.Name, r.Item1.Name)] = r.Item2);
        return room;
    }

    private static ulong[] RunningSums(double[] values, Func<double, ulong> part)
    {
        var sums = new ulong[values.Length + 1];
        for (var i = 0; i < values.Length; i++)
        {
            sums[i + 1] = sums[i] + part(values[i]);
        }

        return sums;
    }

    private static ulong Sum(ulong[] before, List<RowBlock> blocks)
    {
        var sum = 0UL;
        foreach (var block in blocks)
        {
            sum += before[block.Start + block.Length] - before[block.Start];
        }

        return sum;
    }

    /// <summary>What one thread needs.</summary>
    private sealed class Scratch(int rows)
    {
        internal List<RowBlock> Blocks { get; } = [];

        internal int[] Weights { get; } = new int[rows];

        internal long[] Up { get; } = new long[rows];

        internal long[] Down { get; } = new long[rows];

        /// <summary>How often each row was drawn.</summary>
        internal void Weigh()
        {
            Array.Clear(Weights);
            foreach (var block in Blocks)
            {
                foreach (ref var weight in Weights.AsSpan(block.Start, block.Length))
                {
                    weight++;
                }
            }
        }
    }

    private sealed class Scorer
    {
        private readonly OutOfSample _forecasts;
        private readonly List<(Metric Metric, double[] Draws)> _room;
        private readonly ulong[] _before;
        private readonly RankTable? _ranks;

        internal Scorer(OutOfSample forecasts, List<(Metric Metric, double[] Draws)> room)
        {
            (_forecasts, _room) = (forecasts, room);
            // Two counts in one number: said up in the upper half, and rightly so in the lower one.
            var i = 0;
            _before = RunningSums(forecasts.Probabilities, p => (p > 0.5 ? 1UL << 32 : 0) + (p > 0.5 & forecasts.Labels[i++] > 0.5 ? 1UL : 0));
            _ranks = room.Any(r => r.Metric.Ranks is not null) && forecasts.Kind != ForecastKind.Coin ? new RankTable(forecasts.Labels, forecasts.Probabilities) : null;
        }

        internal void Score(int draw, long ups, Scratch scratch)
        {
            var rows = (long)scratch.Weights.Length;
            if (_forecasts.Kind == ForecastKind.Coin)
            {
                _room.ForEach(r => r.Draws[draw] = r.Metric.Coin!((double)ups / rows));
                return;
            }

            var packed = Sum(_before, scratch.Blocks);
            var (saidUp, truePositives) = ((long)(packed >> 32), (long)(packed & uint.MaxValue));
            var matrix = new ConfusionMatrix(rows - ups - saidUp + truePositives, saidUp - truePositives, ups - truePositives, truePositives);
            var up = scratch.Up.AsSpan(0, _ranks?.Thresholds ?? 0);
            var down = scratch.Down.AsSpan(0, up.Length);
            _ranks?.Count(scratch.Weights, up, down);
            foreach (var (metric, draws) in _room)
            {
                draws[draw] = metric.CountScore is { } counts ? counts(matrix) : metric.Ranks!.Score(up, down);
            }
        }
    }
}
