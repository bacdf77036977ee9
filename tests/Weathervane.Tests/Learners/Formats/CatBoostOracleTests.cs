using Weathervane.Learners.Formats;

namespace Weathervane.Tests.Learners.Formats;

/// <summary>Models that CatBoost 1.2.10 trained, with the scores that it gave itself; its files are read in place.</summary>
public sealed class CatBoostOracleTests
{
    public static TheoryData<string> Files =>
        ["logloss/model.json", "logloss/model.cbm", "nan_min/model.json", "plain_1500/model.json", "rmse/model.json", "rmse/model.cbm"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Raw_scores_are_CatBoosts_to_the_bit(string file)
    {
        var path = Repository.Shared("catboost/" + file);
        var rows = OracleTable.Read(Path.Combine(Path.GetDirectoryName(path)!, "rows.csv"));
        var content = File.ReadAllBytes(path);
        var model = ModelFormats.Guess(content, file).Read(content, file);
        var raw = new double[rows.Rows.Count];
        model.Raw(rows.Features(model.FeatureNames.Count), raw);

        Assert.Equal(rows.Column("raw"), raw);
        Assert.Equal(rows.Names[..^1], model.FeatureNames);
        Assert.Equal(file.StartsWith("logloss", StringComparison.Ordinal), model.HasProbability);
    }
}
