using Weathervane.Datasets;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;
using Weathervane.Learners.Trees;

namespace Weathervane.Cli.Commands;

/// <summary>How well a model does on rows, all weighing the same; null where a figure does not suit the model.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="LogLoss">Mean log loss in nats.</param>
/// <param name="Auc">Area under the ROC curve; NaN where the rows are of one class.</param>
/// <param name="RootMeanSquare">Root of the mean squared error of a regression, in the label's unit.</param>
internal sealed record FitScore(int Rows, double? LogLoss, double? Auc, double? RootMeanSquare)
{
    internal static FitScore Of(Model model, Dataset rows, int threads)
    {
        var forecast = new double[rows.Rows];
        if (model is TreeModel { HasProbability: false } trees)
        {
            trees.Raw(rows.Features, forecast, threads);
            var squares = rows.Labels.Zip(forecast, (y, f) => (y - f) * (y - f)).Sum();
            return new FitScore(rows.Rows, null, null, Math.Sqrt(squares / rows.Rows));
        }

        model.Predict(rows.Features, forecast, threads);
        return new FitScore(
            rows.Rows, Evaluation.Metrics.LogLoss.Metric.Function(rows.Labels, forecast), RocAuc.Metric.Function(rows.Labels, forecast), null);
    }
}
