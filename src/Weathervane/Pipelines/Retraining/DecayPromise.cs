using System.Text.Json;
using System.Text.Json.Serialization;
using Weathervane.Evaluation;

namespace Weathervane.Pipelines.Retraining;

/// <summary>What a model's forecasts of rows not learnt from promise of its log loss; kept with a version so that its decay can be seen.</summary>
/// <param name="LogLoss">The mean, in nats; at most a coin's, since a model that was scored while the market turned must not be held to what that cost.</param>
/// <param name="Deviation">The deviation of a row, which counts that neighbouring labels overlap; 0 where nothing can be told from it.</param>
/// <param name="Rows">How many rows the mean is of; 0 where an older program did not keep it.</param>
public sealed record DecayPromise(double LogLoss, double Deviation, int Rows = 0)
{
    // The 95th percentile of the normal distribution.
    private const double Upper = 1.6448536269514722;

    /// <summary>The file of a version that keeps it.</summary>
    public const string File = "promise.json";

    private static readonly double Coin = Evaluation.Metrics.LogLoss.Metric.RowScore!(1, 0.5);

    /// <summary>The most that the mean may be in truth, of what 95 in 100 such promises would say: the mean of a few thousand rows is not known better than decay is looked for.</summary>
    [JsonIgnore]
    public double Most => Rows > 0 ? LogLoss + (Upper * Deviation / Math.Sqrt(Rows)) : LogLoss;

    /// <summary>Takes it from forecasts.</summary>
    /// <param name="scored">Forecasts of rows not learnt from; at least two.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    public static DecayPromise Of(OutOfSample scored, int horizon)
    {
        var usual = LongRunMean.Of(scored.RowScores(Evaluation.Metrics.LogLoss.Metric)!, horizon);
        return new DecayPromise(Math.Min(usual.Mean, Coin), Math.Sqrt(usual.LongRunVariance), usual.Rows);
    }

    /// <summary>As the version's file holds it.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <summary>Reads the version's file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What problems call it.</param>
    /// <exception cref="InputException">It is damaged.</exception>
    public static DecayPromise Read(byte[] bytes, string name)
    {
        try
        {
            if (JsonSerializer.Deserialize<DecayPromise>(bytes, JsonSerializerOptions.Web) is { LogLoss: > 0, Deviation: >= 0 } promise)
            {
                return promise;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new InputException(name, "is no promise of a log loss.", "Train the model again.");
    }
}
