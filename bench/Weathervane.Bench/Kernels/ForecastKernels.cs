using BenchmarkDotNet.Attributes;
using Weathervane.Bars;
using Weathervane.Bars.Making;
using Weathervane.Datasets;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners;
using Weathervane.Learners.Explain;
using Weathervane.Learners.Trees;

namespace Weathervane.Bench.Kernels;

/// <summary>What a forecast consists of: a bar's features, the model's probability, and why. Nothing may be allocated but by the explanation of whole tables.</summary>
[InProcess]
[MemoryDiagnoser]
public class ForecastKernels
{
    private const int Bars = 4000, Warmup = 720;

    private readonly double[] _row = new double[FeatureSets.Btc43.Columns.Count], _contributions = new double[FeatureSets.Btc43.Columns.Count];
    private BarSeries _bars = null!;
    private LiveFeatures _live = null!;
    private FeatureMatrix _features = null!;
    private TreeModel _model = null!;
    private TreeExplainer _explainer = null!;
    private double[] _probabilities = [], _memory = [];
    private int _next;

    /// <summary>Makes bars, and fits 200 trees of 31 leaves to them.</summary>
    [GlobalSetup]
    public void Fit()
    {
        _bars = BarMaker.Make(new BarMakerOptions { Bars = Bars, Seed = 1 });
        var set = FeatureSets.Btc43;
        _memory = new double[Bars * set.Columns.Count];
        set.Compute(_bars, _memory, new FeatureOptions());
        int[] rows = [.. Enumerable.Range(Warmup, Bars - 1 - Warmup)];
        _features = new FeatureMatrix(set.Names, _memory, Bars).TakeRows(rows);
        var labels = rows.Select(i => _bars.Close[i + 1] > _bars.Close[i] ? 1.0 : 0.0).ToArray();
        var recipe = LearnerCatalog.Create("lightgbm", new Dictionary<string, object> { ["n_estimators"] = 200, ["num_leaves"] = 31 });
        _model = (TreeModel)recipe.Fit(new Dataset(_features, labels, [.. rows.Select(i => new LabelSpan(i, i + 1))]), new FitContext { Threads = 1, Seed = 0 });
        _explainer = new TreeExplainer(_model);
        _probabilities = new double[_features.Rows];
        _features.CopyRow(0, _row);
        _live = set.Live(_bars.Calendar);
    }

    /// <summary>The 43 features of one more bar.</summary>
    [Benchmark]
    public void UpdateFeatures()
    {
        if (_next == Bars)
        {
            _next = 0;
            _live.Restart();
        }

        _live.Update(_bars[_next++], _row);
    }

    /// <summary>The 43 features of 4,000 bars.</summary>
    [Benchmark]
    public void ComputeFeatures() => FeatureSets.Btc43.Compute(_bars, _memory, new FeatureOptions());

    /// <summary>The probability of one row.</summary>
    /// <returns>That of up.</returns>
    [Benchmark]
    public double PredictRow() => _model.Predict(_row);

    /// <summary>The probabilities of 3,279 rows.</summary>
    [Benchmark]
    public void PredictTable() => _model.Predict(_features, _probabilities);

    /// <summary>The contributions of a row's features.</summary>
    [Benchmark]
    public void ExplainRow() => _explainer.Explain(_row, _contributions);
}
