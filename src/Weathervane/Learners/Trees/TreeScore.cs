using Weathervane.Learners.Formats;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees;

/// <summary>What the raw score of a tree model is.</summary>
internal enum TreeLink
{
    /// <summary>Log odds of up: boosting on log loss.</summary>
    Logistic,

    /// <summary>The probability of up itself: forests.</summary>
    Probability,

    /// <summary>A number of any kind: models of a regression, made elsewhere.</summary>
    Value,
}

/// <summary>How the leaf values of a row become its raw score: (start + sum over trees) [/ trees] x scale + bias; and that a probability.</summary>
/// <remarks>Each older library rounds in its own order; the fields say which, so that the raw scores have its bits.</remarks>
internal sealed record TreeScore
{
    /// <summary>What the raw score is.</summary>
    internal TreeLink Link { get; init; }

    /// <summary>What the sum starts from: XGBoost's base margin, our own boosters' mean log odds.</summary>
    internal double Start { get; init; }

    /// <summary>Whether each sum is rounded to float32, as XGBoost and ONNX do.</summary>
    internal bool Single { get; init; }

    /// <summary>Whether the sum is divided by the number of trees.</summary>
    internal bool Mean { get; init; }

    /// <summary>Factor of the sum.</summary>
    internal double Scale { get; init; } = 1;

    /// <summary>Added after scaling.</summary>
    internal double Bias { get; init; }

    /// <summary>The probability is sigmoid(steepness x raw): LightGBM's parameter <c>sigmoid</c>.</summary>
    internal double Steepness { get; init; } = 1;

    /// <summary>The sum with one more leaf value.</summary>
    internal double Add(double sum, double leaf) => Single ? (float)sum + (float)leaf : sum + leaf;

    /// <summary>The raw score of a finished sum.</summary>
    internal double Raw(double sum, int trees)
    {
        if (Mean)
        {
            sum /= trees;
        }

        var raw = (sum * Scale) + Bias;
        return Single ? (float)raw : raw;
    }

    /// <summary>The probability of up; sums of shares that rounding, or a strange file, took out of [0, 1] are brought back.</summary>
    internal double Probability(double raw) => Link == TreeLink.Logistic ? FixedMath.Sigmoid(Steepness * raw) : Math.Clamp(raw, 0, 1);

    internal static TreeScore Read(ModelReader reader) => new()
    {
        Link = (TreeLink)reader.Int("link", 0, (int)TreeLink.Value),
        Start = reader.Double("start", double.MinValue, double.MaxValue),
        Single = reader.Int("float32 sums", 0, 1) == 1,
        Mean = reader.Int("mean over trees", 0, 1) == 1,
        Scale = reader.Double("scale", double.MinValue, double.MaxValue),
        Bias = reader.Double("bias", double.MinValue, double.MaxValue),
        Steepness = reader.Double("steepness", double.MinValue, double.MaxValue),
    };

    internal void Write(ModelWriter writer)
    {
        writer.Int((int)Link);
        writer.Double(Start);
        writer.Int(Single ? 1 : 0);
        writer.Int(Mean ? 1 : 0);
        writer.Double(Scale);
        writer.Double(Bias);
        writer.Double(Steepness);
    }
}
