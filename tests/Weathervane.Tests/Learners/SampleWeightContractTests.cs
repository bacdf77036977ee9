using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Baselines;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;

namespace Weathervane.Tests.Learners;

/// <summary>What a weight means to every learner of the catalogue: a row of weight 2 is the row given twice.</summary>
public sealed class SampleWeightContractTests
{
    private const int Rows = 600;

    /// <summary>Learners set so that their own rules about numbers of rows do not enter: no bootstrap, leaves of any size, sums in doubles.</summary>
    private static readonly Dictionary<string, Learner> Set = new()
    {
        ["random-forest"] = new RandomForest { NEstimators = 5, Bootstrap = false, MaxDepth = 4 },
        ["extra-trees"] = new ExtraTrees { NEstimators = 5, MaxDepth = 4 },
        ["lightgbm"] = new LightGbm { NEstimators = 10, NumLeaves = 6, MinDataInLeaf = 1, UseQuantizedGrad = false },
        ["xgboost"] = new XgBoost { NEstimators = 10, MaxDepth = 4, UseQuantizedGrad = false },
        ["voting"] = new VotingEnsemble { Estimators = [new LogisticRegression(), new BaseRate()] },
        ["bagging"] = new BaggingEnsemble { Estimator = new ExtraTrees { NEstimators = 2, MaxDepth = 3 }, NEstimators = 2 },
    };

    /// <summary>Learners to which the number or the order of rows means something of its own.</summary>
    private static readonly string[] ByRows =
    [
        // Blocks of rows: a row given twice moves the blocks' ends.
        "stacking",
        // Its penalty grows with the mean weight of a row.
        "catboost",
    ];

    public static TheoryData<string> Ids => [.. LearnerCatalog.All.Select(k => k.Id).Where(id => !ByRows.Contains(id))];

    public static TheoryData<string> All => [.. LearnerCatalog.All.Select(k => k.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_row_of_weight_2_is_the_row_given_twice(string id)
    {
        var rows = Coarse();
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? 2.0 : 1)];
        var repeated = rows.Take([.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))]);
        var (a, b) = (Tables.Predict(Fit(id, Weighted(rows, weights)), rows), Tables.Predict(Fit(id, repeated), rows));
        // The same sums in another order; logistic regression stops within some 1e-9 of its optimum.
        Assert.All(a.Zip(b), p => Assert.Equal(p.First, p.Second, 1e-7));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Weights_count_unless_the_learner_reads_no_label(string id)
    {
        var rows = Coarse();
        double[] weights = [.. rows.Labels.Select(l => l == 1 ? 3.0 : 1)];
        var (plain, pulled) = (Tables.Predict(Fit(id, rows), rows).Average(), Tables.Predict(Fit(id, Weighted(rows, weights)), rows).Average());
        if (id is "always-up" or "always-down")
        {
            Assert.Equal(plain, pulled);
        }
        else if (id is "persistence" or "momentum")
        {
            // They learn how often a direction goes on, up and down alike.
            Assert.NotEqual(plain, pulled);
        }
        else
        {
            Assert.InRange(pulled, plain + 0.02, 1);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_row_of_weight_0_is_a_row_left_out(string id)
    {
        // Values of many kinds: bins must not see a row left out, nor may a bootstrap draw it.
        var rows = Tables.Made(Rows, 4, 1);
        rows = new(new([.. Coarse().Features.Names], [.. Enumerable.Range(0, 4).SelectMany(c => rows.Features.Column(c).ToArray())], Rows), rows.Labels, rows.Spans);
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 3 == 0 ? 0 : 1.0 + (i % 2))];
        int[] left = [.. Enumerable.Range(0, Rows).Where(i => weights[i] > 0)];
        var weighted = Weighted(rows, weights);
        Assert.Equal(Tables.Bytes(Fit(id, weighted.Take(left))), Tables.Bytes(Fit(id, weighted)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Other_weights_are_refused(double weight)
    {
        var rows = Coarse();
        Assert.Throws<ArgumentException>(() => Fit("lightgbm", Weighted(rows, [weight, .. Enumerable.Repeat(1.0, Rows - 1)])));
        Assert.Throws<InputException>(() => Fit("lightgbm", Weighted(rows, new double[Rows])));
    }

    private static Model Fit(string id, Dataset rows)
    {
        var learner = id == "stacking"
            ? new StackingEnsemble { Estimators = [new LogisticRegression(), new ExtraTrees { NEstimators = 5, MaxDepth = 3 }] }
            : Set.GetValueOrDefault(id, LearnerCatalog.Find(id).Default);
        return learner.Fit(rows, new FitContext { Seed = 3 });
    }

    /// <summary>Fewer different values than bins, so that bins do not depend on how often a row is given; and the columns that baselines read.</summary>
    private static Dataset Coarse()
    {
        var made = Tables.Made(Rows, 4, 1);
        return Tables.Of(
            [.. Enumerable.Range(0, 4).Select(c => made.Features.Column(c).ToArray().Select(v => Math.Round(v * 4) / 4).ToArray())],
            made.Labels, names: ["return_1", "return_20", "c", "d"]);
    }

    private static Dataset Weighted(Dataset rows, double[] weights) => new(rows.Features, rows.Labels, rows.Spans, weights);
}
