using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;
using Weathervane.Pipelines.Gate;

namespace Weathervane.Tests.Pipelines.Gate;

/// <summary>Worlds in which many recipes are tried and the best one by its walk-forward score knocks at the gate. Forecasters stand for fitted recipes: a
/// gate sees forecasts and labels only, so nothing is gained by fitting. Used by the tests and, on more seeds, by the benchmark.</summary>
/// <remarks>Noise forecasters come in families of ten that share nine tenths of their signal, as points of one search do. Their probabilities leave one half by little
/// (a standard deviation of 0.5 %): bolder noise scores worse than the base rate and has less luck, so this is the hardest case.</remarks>
public sealed record GateWorlds
{
    private const double NoiseLogit = 0.02, FamilyShare = 0.9;
    private const int Family = 10;

    /// <summary>Rows that the walk-forward scores.</summary>
    public int Rows { get; init; } = 2_000;

    /// <summary>Recipes tried.</summary>
    public int Trials { get; init; } = 200;

    /// <summary>Standard deviation of the true log-odds of up that one of the recipes knows; 0 for none. 0.1777 gives it an AUC of 0.55.</summary>
    public double Edge { get; init; }

    /// <summary>How many times as sharp as it should that recipe claims to be.</summary>
    public double Boldness { get; init; } = 1;

    /// <summary>The gate's word on the best of all, with a noise recipe as champion.</summary>
    /// <param name="seed">Which world.</param>
    public GateDecision Recipe(ulong seed)
    {
        var (best, champion, baselines, effective) = Try(seed);
        return Gate(effective).Recipe(best, champion, "the champion", baselines);
    }

    /// <summary>The gate's word on the best of all, with no champion.</summary>
    /// <param name="seed">Which world.</param>
    public GateDecision First(ulong seed)
    {
        var (best, _, baselines, effective) = Try(seed);
        return Gate(effective).First(best, baselines);
    }

    /// <summary>How many unrelated recipes those of a world are worth, as a run counts them.</summary>
    /// <param name="seed">Which world.</param>
    public double Effective(ulong seed) => Try(seed).Effective;

    private static PromotionGate Gate(double trials) => new(new GateRules { Trials = trials }, MetricCatalog.Of("log_loss"), 1);

    private (OutOfSample Best, OutOfSample Champion, OutOfSample[] Baselines, double Effective) Try(ulong seed)
    {
        var random = new SeededRandom(seed);
        var (labels, signal, rows) = (new double[Rows], new double[Rows], Enumerable.Range(0, Rows).ToArray());
        for (var i = 0; i < Rows; i++)
        {
            signal[i] = Edge == 0 ? 0 : Edge * random.NextGaussian();
            labels[i] = random.NextDouble() < Sigmoid(signal[i]) ? 1 : 0;
        }

        // As many rows taught the base rate as are scored.
        var rate = 0.5 + (random.NextGaussian() / (2 * Math.Sqrt(Rows)));
        double[]? champion = null, best = null;
        var bestScore = double.PositiveInfinity;
        var family = new double[Rows];
        DateTime[] times = [.. rows.Select(r => DateTime.UnixEpoch.AddHours(r))];
        var tries = new List<BlockGains>();
        for (var trial = 0; trial <= Trials; trial++)
        {
            var logits = new double[Rows];
            for (var i = 0; i < Rows; i++)
            {
                family[i] = trial % Family == 0 ? random.NextGaussian() : family[i];
                logits[i] = trial == Trials && Edge > 0 ? Boldness * signal[i] : NoiseLogit * ((Math.Sqrt(FamilyShare) * family[i]) + (Math.Sqrt(1 - FamilyShare) * random.NextGaussian()));
            }

            var losses = LogLoss(logits, labels);
            var score = losses.Sum();
            // Less the base rate's loss, as a run has it.
            tries.Add(BlockGains.Of(times, [.. losses.Select((loss, i) => -Math.Log(labels[i] == 1 ? rate : 1 - rate) - loss)], TimeSpan.FromHours(1)));
            champion ??= logits;
            (best, bestScore) = trial > 0 && score < bestScore ? (logits, score) : (best, bestScore);
        }

        return (Of("best", best!), Of("champion", champion!), [Constant("base-rate", rate), Constant("coin", 0.5) with { Kind = ForecastKind.Coin }], EffectiveTrials.Of(BlockGains.Align(tries), seed));

        OutOfSample Of(string name, double[] logits) => new(name, rows, new int[Rows], labels, [.. logits.Select(Sigmoid)]);

        OutOfSample Constant(string name, double p) => new(name, rows, new int[Rows], labels, [.. rows.Select(_ => p)]);
    }

    private static double[] LogLoss(double[] logits, double[] labels) => [.. logits.Select((x, i) => Math.Log(1 + Math.Exp(labels[i] == 1 ? -x : x)))];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
