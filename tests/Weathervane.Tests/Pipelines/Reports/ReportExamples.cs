using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Tests.Pipelines.Reports;

/// <summary>Reports to look at: a small one by hand, and one with all parts from 15,000 simulated forecasts.</summary>
internal static class ReportExamples
{
    internal const string HostileName = "<img src=x onerror=alert(1)>";

    private const int Folds = 5;
    private const double BaseRate = 0.51;
    private static readonly string[] Features = [.. Enumerable.Range(0, 43).Select(i => $"{(i % 3 == 0 ? "return" : i % 3 == 1 ? "range_z" : "volume_z")}_{(i / 3) + 2}")];

    /// <summary>Two models, two metrics, no charts but one: short enough to be read as text.</summary>
    internal static RunReport Small { get; } = new()
    {
        Title = "coin & co",
        RunId = "0123456789abcdef0123456789abcdef",
        Started = new DateTime(2026, 11, 22, 9, 30, 0, DateTimeKind.Utc),
        Duration = TimeSpan.FromSeconds(12.34),
        Subject = "made.csv, 1,200 hourly bars",
        Verdict = new ReportVerdict
        {
            Sentence = "logistic is NOT PROVEN better than the base rate on 1,000 bars.",
            Model = "logistic",
            Baseline = "base rate",
            Metric = "log loss",
            Gain = new ReportGain(0.0012, -0.0007, 0.0031, 0.108, ReportOutcome.NotProven),
            Bars = 1000,
            BarsNeeded = 3_812,
            NextCommand = "vane run coin.yaml --set folds=10",
        },
        Metrics = [new("log loss", HigherIsBetter: false, IsPrimary: true, "mean surprise in nats"), new("accuracy", HigherIsBetter: true)],
        Models =
        [
            new() { Name = "logistic", Scores = [0.6919, 0.521], Gains = [new(0.0012, -0.0007, 0.0031, 0.108, ReportOutcome.NotProven), null], Confusion = new(260, 240, 239, 261) },
            new() { Name = "base rate", IsBaseline = true, Scores = [0.6931, double.NaN] },
        ],
        Labels = [new("test", 500, 500)],
        Bars = [new("rows", "1,200"), new("gaps", "2", NeedsAttention: true)],
        Looks = [],
        Reproduction = new("vane run coin.yaml --seed 7", "bars: made.csv\nseed: 7\n", [new("seed", "7")]),
    };

    /// <summary>All parts, sizes as the Bitcoin pipeline has them.</summary>
    internal static RunReport Full { get; } = CreateFull("lightgbm");

    internal static RunReport Hostile { get; } = CreateFull(HostileName);

    private static RunReport CreateFull(string chosen)
    {
        var random = new SeededRandom(7);
        var labels = new bool[15_000];
        var truth = new double[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            truth[i] = 0.18 * random.NextGaussian();
            labels[i] = random.NextDouble() < FixedMath.Sigmoid(truth[i]);
        }

        var models = new[] { (chosen, 1.0, 0.1), ("random-forest", 0.8, 0.14), ("logistic", 0.6, 0.1), ("soft vote of the three", 0.9, 0.08) }
            .Select(m => Model(m.Item1, labels, [.. truth.Select(t => FixedMath.Sigmoid((m.Item2 * t) + (m.Item3 * random.NextGaussian())))], random)).ToList();
        var outcomes = labels.Select(l => l ? 1.0 : 0.0).ToArray();
        double[] Constant(double value) => [.. Enumerable.Repeat(value, labels.Length)];

        return Small with
        {
            Title = "Bitcoin, next hour",
            Duration = TimeSpan.FromSeconds(58.2),
            Subject = "btc_1h.csv.gz, 95,906 hourly bars, 2014-11-28 to 2026-03-01",
            Verdict = Small.Verdict with
            {
                Sentence = $"{chosen} beats the base rate in log loss on 15,000 bars: by {models[0].Gains[0]!.Value.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture)} nats, more than chance explains. The edge is small: it calls the right direction for 53 of 100 bars.",
                Model = chosen,
                Metric = LogLoss.Metric.Name,
                Gain = models[0].Gains[0]!,
                Bars = labels.Length,
                BarsNeeded = 4_120,
                Cautions = ["40 tries at these bars (40 in this run) are worth 12.3 unrelated ones: p = 0.002 counts as 0.0243.", "Seconds: mcc 0.0591 against 0.0067 of persistence: BEATS; balanced_accuracy 0.5296 against 0.5034 of persistence: BEATS."],
                NextCommand = "vane run samples/btc-v4.yaml --open-holdout",
            },
            Metrics =
            [
                .. MetricCatalog.All.Select(m => new ReportMetric(m.Name, m.Direction == MetricDirection.Higher, m == LogLoss.Metric, m.Summary)),
            ],
            Models = [.. models, Baseline("base rate", m => m.Score(outcomes, Constant(BaseRate)), random), Baseline("always up", m => Decision(m, outcomes, Constant(1)), random), Baseline("persistence", m => Decision(m, outcomes, [0.5, .. outcomes.SkipLast(1)]), random)],
            Layout = [.. Layout()],
            Labels = [new("training", 31_004, 29_334), new("test", 7_640, 7_360), new("hold-out", 9_611, 9_570)],
            Bars =
            [
                new("rows", "95,906"), new("first bar", "2014-11-28 00:00"), new("last bar", "2026-03-01 23:00"), new("interval", "1 hour"), new("calendar", "continuous"), new("stamp", "open"),
                new("gaps", "28", true), new("missing bars", "184"), new("duplicates", "0"), new("conflicts", "3", true), new("out of order", "0"), new("ties", "1.2%"), new("zero volume", "12"), new("stale runs", "0"),
            ],
            Changes = [new("num_leaves", "31", "15"), new("feature_fraction", null, "0.5")],
            Probabilities = new ReportProbabilities(
                chosen, "Calibrated by platt, each fold's fitted on out-of-fold forecasts made before it; before calibration the ECE was 0.0210.",
                [new("ECE", "0.0093", "chance alone makes 0.0101"), new("squared error", "−0.000012", "of the bins, less what chance adds"), new("sharpness", "0.0441", "deviation of the probabilities")],
                "The threshold is chosen for the largest MCC, on out-of-fold forecasts of rows before each fold.", [0.501, 0.497, 0.51, 0.505, 0.499], models[0].Confusion!.Value,
                new ReportSets(0.9, 0.897, 0.889, 0.905, 14_900, 640, 402, 14_260)),
            Money = Money(chosen, random),
            Contributions = [.. Features.Select((f, i) => new ReportContribution(f, 0.06 / (i + 1.5), i % 3 == 1 ? -0.7 : 0.4))],
            Permutations = [.. Features.Select((f, i) => new ReportPermutation(f, (0.0009 / (i + 1)) - 0.00005, 0.00004))],
            Studies = [Study("lightgbm", random), Study("random-forest", random)],
            Looks = [new(new DateTime(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc), "8f14e45fceea167a5a36dedd4bea2543", "ana"), new(new DateTime(2026, 11, 21, 17, 45, 0, DateTimeKind.Utc), "c9f0f895fb98ab9159f51fd0297e236d", "ana")],
            Reproduction = new(
                "vane reproduce btc:4",
                "bars: btc_1h.csv.gz\nfeatures: direction\nlabel:\n  kind: next-bar-direction\n  horizon: 1\nsplit:\n  kind: walk-forward\n  folds: 5\n  hold-out: 0.2\nlearners:\n  - lightgbm: { num_leaves: 31, learning_rate: 0.05 }\n  - random-forest\n  - logistic\nseed: 7\n",
                [new("seed", "7"), new("weathervane", "0.1.0"), new("bars SHA-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"), new("features SHA-256", "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"), new("threads", "2")]),
        };
    }

    private static ReportModel Model(string name, bool[] labels, double[] probability, SeededRandom random)
    {
        var outcomes = labels.Select(l => l ? 1.0 : 0.0).ToArray();
        var loss = LogLoss.Metric.Score(outcomes, probability);
        var (roc, pr) = Curves(labels, probability);
        var shares = Features.Select((f, i) => 1 / (1.5 + i) * (0.6 + random.NextDouble())).ToArray();
        var gain = LogLoss.Metric.Score(outcomes, [.. outcomes.Select(_ => BaseRate)]) - loss;
        return new()
        {
            Name = name,
            Scores = [.. MetricCatalog.All.Select(m => m.Score(outcomes, probability))],
            Gains = [new(gain, gain - 0.0021, gain + 0.0021, gain > 0.0021 ? 0.002 : 0.21, gain > 0.0021 ? ReportOutcome.Beats : gain < -0.0021 ? ReportOutcome.Worse : ReportOutcome.NotProven)],
            FoldScores = [.. Enumerable.Range(0, Folds).Select(_ => loss + (0.0016 * random.NextGaussian()))],
            Confusion = ConfusionMatrix.Of(outcomes, probability),
            Roc = roc,
            PrecisionRecall = pr,
            Reliability = [.. Reliability(labels, probability)],
            Importances = [.. Features.Select((f, i) => new ReportImportance(f, shares[i] / shares.Sum()))],
        };
    }

    private static ReportMoney Money(string chosen, SeededRandom random)
    {
        ReportWay Way(string name, double drift)
        {
            var (equity, drawdown, now, top) = (new List<CurvePoint>(), new List<CurvePoint>(), 1.0, 1.0);
            for (var day = 0; day < 400; day++)
            {
                now *= 1 + drift + (0.012 * random.NextGaussian());
                top = Math.Max(top, now);
                equity.Add(new(735_000 + (3 * day), now));
                drawdown.Add(new(735_000 + (3 * day), 1 - (now / top)));
            }

            return new(name, equity, drawdown, [new("return", "12.3 %"), new("a year", "3.1 %"), new("Sharpe", "0.41"), new("its 95 % interval", "−0.62 to 1.44"), new("drawdown", "38.0 %"), new("trades", "4,102"), new("turnover a year", "1,640.2"), new("exposure", "51.2 %"), new("break-even, bps", "1.02")]);
        }

        ReportRegime Regime(string by, string kind)
        {
            var mean = random.NextGaussian();
            var isWorse = mean < -1.6;
            return new(by, kind, 1000, mean, mean - 1.6, mean + 1.6, 0.3)
            {
                PValue = isWorse ? 0.001 : 0.3, PValueOfAll = isWorse ? 0.034 : 1, Outcome = isWorse ? ReportOutcome.Worse : ReportOutcome.NotProven,
            };
        }

        return new(
            "Long above the threshold, else out of the market. Acted on at the open after the forecast, for 5 basis points of fee and 2 of slippage on what is traded.",
            [Way(chosen, 0.0004), Way("buy and hold", 0.001), Way("coin", -0.0008)],
            [
                Regime("volatility", "low"), Regime("volatility", "middle"), Regime("volatility", "high"), Regime("trend", "falling"), Regime("trend", "rising"),
                .. Enumerable.Range(0, 24).Select(h => Regime("hour", h.ToString("00", System.Globalization.CultureInfo.InvariantCulture) + ":00")),
                Regime("weekday", "Monday"), Regime("weekday", "Tuesday"), Regime("year", "2021"), Regime("year", "2022"), Regime("year", "2023"),
            ]);
    }

    private static (CurvePoint[] Roc, CurvePoint[] PrecisionRecall) Curves(bool[] labels, double[] probability)
    {
        var (up, down) = (labels.Count(l => l), labels.Count(l => !l));
        var (found, mistaken) = (0, 0);
        var (roc, pr) = (new List<CurvePoint> { new(0, 0) }, new List<CurvePoint> { new(0, 1) });
        foreach (var (_, label) in probability.Zip(labels).OrderByDescending(p => p.First))
        {
            (found, mistaken) = label ? (found + 1, mistaken) : (found, mistaken + 1);
            roc.Add(new(mistaken / (double)down, found / (double)up));
            pr.Add(new(found / (double)up, found / (double)(found + mistaken)));
        }

        return ([.. roc], [.. pr]);
    }

    private static IEnumerable<ReportReliability> Reliability(bool[] labels, double[] probability)
    {
        var ordered = probability.Zip(labels).OrderBy(p => p.First).ToList();
        foreach (var bin in ordered.Chunk(ordered.Count / 10))
        {
            var (said, seen) = (bin.Average(p => p.First), bin.Average(p => p.Second ? 1.0 : 0.0));
            var half = 1.96 * Math.Sqrt(seen * (1 - seen) / bin.Length);
            yield return new(bin[0].First, bin[^1].First, said, seen, seen - half, seen + half, bin.Length);
        }
    }

    private static ReportModel Baseline(string name, Func<Metric, double> score, SeededRandom random)
    {
        var loss = score(LogLoss.Metric);
        return new()
        {
            Name = name,
            IsBaseline = true,
            Scores = [.. MetricCatalog.All.Select(score)],
            FoldScores = double.IsNaN(loss) ? [] : [.. Enumerable.Range(0, Folds).Select(_ => loss + (0.0002 * random.NextGaussian()))],
        };
    }

    /// <summary>A rule that only decides has no score where probabilities are asked for.</summary>
    private static double Decision(Metric metric, double[] outcomes, double[] decisions) =>
        metric.Needs == MetricNeed.Probability ? double.NaN : metric.Score(outcomes, decisions);

    private static IEnumerable<ReportSpan> Layout()
    {
        var (start, step) = (new DateTime(2014, 11, 28, 0, 0, 0, DateTimeKind.Utc), TimeSpan.FromDays(560));
        for (var fold = 1; fold <= Folds; fold++)
        {
            var split = start + (step * fold) + TimeSpan.FromDays(400);
            yield return new($"fold {fold}", ReportSpanKind.Training, start, split - TimeSpan.FromDays(12), 9_000 * fold);
            yield return new($"fold {fold}", ReportSpanKind.Purged, split - TimeSpan.FromDays(12), split, 24);
            yield return new($"fold {fold}", ReportSpanKind.Test, split, split + step, 3_000);
        }

        yield return new("hold-out", ReportSpanKind.HoldOut, start + (step * 6) + TimeSpan.FromDays(412), new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), 19_181);
    }

    private static ReportStudy Study(string learner, SeededRandom random) => new(
        learner, "log loss", HigherIsBetter: false,
        [.. Enumerable.Range(0, 20).Select(i => new ReportTrial(
            i, i == 11 ? double.NaN : 0.6925 + (0.0014 * Math.Abs(random.NextGaussian()) / (1 + (0.1 * i))), 0.0006 + (0.0003 * random.NextDouble()),
            [new("num_leaves", Number(20 + random.NextInt(31))), new("max_depth", Number(5 + random.NextInt(11))), new("trees", Number(100 + random.NextInt(201)))]))]);

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
