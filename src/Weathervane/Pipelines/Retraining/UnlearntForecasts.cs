using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Numerics;
using Weathervane.Pipelines.Running;

namespace Weathervane.Pipelines.Retraining;

/// <summary>What a model would have said of rows that it has learnt from, had it not.</summary>
/// <remarks>It is too sure of them. The last fold's model shows by how much: it has learnt from some of the rows and not from others. But it is another function, whose
/// forecasts lie elsewhere and remember otherwise, so that its own are no reference (see docs/decisions/0034). Hence the model's own forecasts, drawn together about their
/// mean, in log odds, by as much as the fold's model is less sure of the rows that it has not learnt from; what these rows are like otherwise the model itself tells.</remarks>
internal static class UnlearntForecasts
{
    private const int RowsMost = 20_000;
    private const double Edge = 1e-6;

    // Below, a model has learnt by heart so much that not the spread of its forecasts alone differs between rows learnt from and others, but their shape.
    private const double ScaleMin = 0.85;

    /// <returns>[newest rows, 20,000 at most] probabilities of up, in time order; empty where the fold's model was not kept, or the model has learnt too much by heart.</returns>
    internal static double[] Of(Dataset training, Split fold, TrainedModel trained, int threads)
    {
        if (trained.Candidate.LastFold is not { } last)
        {
            return [];
        }

        var model = trained.Model;
        var fall = Deviation(Said(last.Model, last.Test, threads)) / Deviation(Said(last.Model, last.Learnt, threads));
        var ownFall = Deviation(Own(training.Features.TakeRows(fold.Test))) / Deviation(Own(training.Features.TakeRows(fold.Train.AsSpan(^last.Learnt.Rows..))));
        var scale = fall / ownFall;
        if (scale < ScaleMin)
        {
            return [];
        }

        var newest = Math.Min(training.Rows, RowsMost);
        var own = Own(training.Features.Slice(training.Rows - newest, newest));
        var mean = own.Average();
        double[] said = [.. own.Select(o => 1 / (1 + FixedMath.Exp(-(mean + ((double.IsFinite(scale) ? scale : 1) * (o - mean))))))];
        return model.Terms.Calibration?.Of(said) ?? said;

        double[] Own(FeatureMatrix rows) => Said(model.Core, model.Preprocessor.Transform(rows), threads);
    }

    /// <summary>Log odds.</summary>
    private static double[] Said(Model model, FeatureMatrix rows, int threads)
    {
        var said = new double[rows.Rows];
        model.Predict(rows, said, threads);
        return [.. said.Where(double.IsFinite).Select(p => Math.Clamp(p, Edge, 1 - Edge)).Select(p => FixedMath.Log(p / (1 - p)))];
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
