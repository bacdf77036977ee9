using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;

namespace Weathervane.Tests.Learners.Formats;

/// <summary>Models that LightGBM 4.6 and XGBoost 1.7.4 trained, with the scores that they themselves gave.</summary>
public sealed class ModelOracleTests
{
    /// <summary>XGBoost works its sigmoid out in float32, of which one unit in the last place is 6e-8 just below 1.</summary>
    private const double ProbabilityTolerance = 3e-7;

    public static TheoryData<string> Names => ["small", "missing", "seed"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Raw_scores_of_LightGBM_models_are_LightGBMs_to_the_bit(string name)
    {
        var (model, rows) = (Model(name + ".lightgbm.txt"), Rows(name + ".lightgbm"));

        Assert.Equal(rows.Column("raw"), Raw(model, rows));
        AssertNear(rows.Column("probability"), Probability(model, rows), 1e-15);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Raw_scores_of_XGBoost_JSON_models_are_XGBoosts_to_the_last_float(string name) => IsXgBoosts(name, ".json");

    [Theory]
    [MemberData(nameof(Names))]
    public void Raw_scores_of_XGBoost_UBJSON_models_are_XGBoosts_to_the_last_float(string name) => IsXgBoosts(name, ".ubj");

    [Theory]
    [MemberData(nameof(Names))]
    public void One_row_gives_the_bits_of_the_batch_on_any_number_of_threads(string name)
    {
        foreach (var file in new[] { ".lightgbm.txt", ".xgboost.json" })
        {
            var (model, rows) = (Model(name + file), Rows(name + Path.ChangeExtension(file, null)));
            var raw = Raw(model, rows);
            var again = new double[raw.Length];
            model.Raw(rows.Features(model.FeatureNames.Count), again, threads: 2);

            Assert.Equal(raw, again);
            Assert.Equal(raw, rows.Rows.Select(row => model.Raw(row.AsSpan(0, model.FeatureNames.Count))));
        }
    }

    [Theory]
    [InlineData("categories.json")]
    [InlineData("categories.ubj")]
    [InlineData("dart.json")]
    [InlineData("dart.ubj")]
    [InlineData("logitraw.json")]
    [InlineData("logitraw.ubj")]
    [InlineData("early.json")]
    [InlineData("early.ubj")]
    public void XGBoosts_category_sets_DART_raw_logits_and_early_stops_give_its_raw_scores_to_the_last_float(string file)
    {
        // Golden/oracle/xgboost/make_xgboost.py made them, with categories never seen, fractions and negative ones among the rows.
        var path = Path.Combine(Repository.Root, "tests/Weathervane.Tests/Golden/oracle/xgboost", file);
        var content = File.ReadAllBytes(path);
        var model = ModelFormats.Guess(content, file).Read(content, file);
        var rows = OracleTable.Read(Path.ChangeExtension(path, "rows.csv"));

        Assert.Equal(rows.Column("raw"), Raw(model, rows));
    }

    [Fact]
    public void Feature_names_and_gains_are_read()
    {
        var model = Model("small.lightgbm.txt");

        Assert.Equal(43, model.FeatureNames.Count);
        Assert.Equal(["OPEN", "HIGH", "CLOSE", "LOW"], model.FeatureNames.Take(4));
        Assert.Equal(1, model.Importances()!.Sum(), 12);
    }

    private static void IsXgBoosts(string name, string extension)
    {
        var (model, rows) = (Model(name + ".xgboost" + extension), Rows(name + ".xgboost"));

        Assert.Equal(rows.Column("raw"), Raw(model, rows));
        AssertNear(rows.Column("probability"), Probability(model, rows), ProbabilityTolerance);
    }

    private static TreeModel Model(string file)
    {
        var content = File.ReadAllBytes(Repository.Shared("oracle/models/" + file));
        return ModelFormats.Guess(content, file).Read(content, file);
    }

    private static OracleTable Rows(string name) => OracleTable.Read(Repository.Shared($"oracle/models/{name}.rows.csv.gz"));

    private static double[] Raw(TreeModel model, OracleTable rows)
    {
        var raw = new double[rows.Rows.Count];
        model.Raw(rows.Features(model.FeatureNames.Count), raw);
        return raw;
    }

    private static double[] Probability(TreeModel model, OracleTable rows)
    {
        var probability = new double[rows.Rows.Count];
        model.Predict(rows.Features(model.FeatureNames.Count), probability);
        return probability;
    }

    private static void AssertNear(double[] expected, double[] actual, double tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
}
