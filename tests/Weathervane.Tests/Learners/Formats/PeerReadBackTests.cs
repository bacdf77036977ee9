using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;

namespace Weathervane.Tests.Learners.Formats;

/// <summary>What we write is opened by the programs whose format it is, and they predict as we do.</summary>
public sealed class PeerReadBackTests
{
    [Theory]
    [InlineData("xgboost-json")]
    [InlineData("xgboost-ubj")]
    public void XGBoost_reads_our_files_and_gives_our_raw_scores_to_the_last_float(string id)
    {
        Sample[] samples =
        [
            // Floats in, floats summed in the same order: no tolerance.
            new(SampleModels.Oracle("oracle/models/missing.xgboost.json"), SampleModels.OracleRows("oracle/models/missing.xgboost.rows.csv.gz", 200, 43), 0),
            new(SampleModels.Oracle("oracle/models/seed.xgboost.json"), SampleModels.OracleRows("oracle/models/seed.xgboost.rows.csv.gz", 200, 43), 0),
            new(SampleModels.Made(1, TreeLink.Logistic), SampleModels.Rows(2, 300, 5), 0),
            new(SampleModels.Made(3, TreeLink.Logistic, start: 0.123456), SampleModels.Rows(4, 300, 5), 0),
            new(SampleModels.Made(5, TreeLink.Value, start: 2.5), SampleModels.Rows(6, 300, 5), 0),

            // Double leaf values are rounded to float32: 12 roundings of values below 1, and 50 trees of LightGBM's.
            new(SampleModels.Forest(7), SampleModels.Rows(8, 300, 5), 1e-6),
            new(SampleModels.Oracle("oracle/models/seed.lightgbm.txt"), SampleModels.OracleRows("oracle/models/seed.lightgbm.rows.csv.gz", 200, 43), 2e-6),
        ];
        var answers = Peer.XgBoost(Questions(samples, id));

        foreach (var ((model, rows, tolerance), answer) in samples.Zip(answers))
        {
            SampleModels.AssertNear(model.Raw(rows), answer.Numbers("margin"), tolerance);
            if (model.HasProbability)
            {
                // XGBoost's sigmoid is float32.
                SampleModels.AssertNear(model.Probability(rows), answer.Numbers("prediction"), Math.Max(tolerance, 3e-7));
            }
        }
    }

    [Theory]
    [InlineData("onnx")]
    [InlineData("onnx-double")]
    public void ONNX_Runtime_reads_our_files_and_gives_our_probabilities(string id)
    {
        // ONNX Runtime sums and squashes in float32, in an order of its own.
        const double Tolerance = 1e-6;
        Sample[] samples =
        [
            new(SampleModels.Oracle("oracle/models/missing.lightgbm.txt"), SampleModels.OracleRows("oracle/models/missing.lightgbm.rows.csv.gz", 200, 43), Tolerance),
            new(SampleModels.Oracle("oracle/models/seed.xgboost.json"), SampleModels.OracleRows("oracle/models/seed.xgboost.rows.csv.gz", 200, 43), Tolerance),
            new(SampleModels.Oracle("catboost/logloss/model.json"), SampleModels.OracleRows("catboost/logloss/rows.csv", 50, 4), Tolerance),
            new(SampleModels.Made(3, TreeLink.Logistic, start: -0.4), SampleModels.Rows(4, 300, 5), Tolerance),
            new(SampleModels.Forest(7), SampleModels.Rows(8, 300, 5), Tolerance),
            new(SampleModels.Made(5, TreeLink.Value, start: 2.5), SampleModels.Rows(6, 300, 5), 5e-6),
        ];
        var answers = Peer.Onnx(Questions(samples, id));

        foreach (var ((model, rows, tolerance), answer) in samples.Zip(answers))
        {
            var (expected, found) = model.HasProbability
                ? (model.Probability(rows), answer.Numbers("probabilities").Where((_, i) => i % 2 == 1).ToArray())
                : (model.Raw(rows), answer.Numbers("value"));
            SampleModels.AssertNear(expected, found, tolerance);
        }
    }

    private static PeerQuestion[] Questions(Sample[] samples, string id)
    {
        var format = ModelFormats.Named(id);
        return [.. samples.Select(s => new PeerQuestion(format.Write!(s.Model), format.Extension, s.Rows))];
    }

    private sealed record Sample(TreeModel Model, double[][] Rows, double Tolerance);
}
