using System.Text.Json;
using Weathervane.Bars;
using Weathervane.Store.Live;

namespace Weathervane.Server.Live;

/// <summary>What <c>POST /api/v1/predict</c> was asked, read without a copy of each name and number.</summary>
internal sealed class ForecastRequest
{
    private const int MostRows = 100_000, MostProblems = 20;
    private static readonly JsonSerializerOptions BarOptions = new(JsonSerializerOptions.Web) { RespectRequiredConstructorParameters = true };
    private readonly byte[] _body;

    private ForecastRequest(byte[] body) => _body = body;

    /// <summary>The model's reference; null is the standard one.</summary>
    internal string? Model { get; private set; }

    /// <summary>The series whose latest forecast is wanted.</summary>
    internal string? Series { get; private set; }

    /// <summary>Whom the answer is for: with a series, the same key is answered by the same arm as long as an experiment runs.</summary>
    internal string? Key { get; private set; }

    /// <summary>How many features' contributions are wanted; 0 for none.</summary>
    internal int Contributions { get; private set; }

    /// <summary>Whether several rows were given, and a list is the answer.</summary>
    internal bool IsBatch => _rows.Length > 0;

    /// <summary>Whether bars were given.</summary>
    internal bool HasBars => _bars.Length > 0;

    private (int Start, int Length) _features, _rows, _bars;

    /// <summary>Reads the outer object; what is inside features, rows and bars is read when the model is known.</summary>
    /// <exception cref="InputException">It is no JSON object, or asks for nothing or for several things.</exception>
    internal static ForecastRequest Read(byte[] body)
    {
        var request = new ForecastRequest(body);
        try
        {
            request.ReadOuter();
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            throw new InputException("body", $"is not a request in JSON: {wrong.Message}", """Send {"features": {...}}, {"rows": [...]}, {"bars": [...]} or {"series": "NAME"}.""");
        }

        return request;
    }

    /// <summary>[rows][features] in the recipe's order.</summary>
    /// <exception cref="InputException">Features are missing, not the model's, or no numbers: all problems at once.</exception>
    internal List<double[]> Rows(ServedModel model)
    {
        var problems = new List<InputProblem>();
        var rows = new List<double[]>();
        try
        {
            if (!IsBatch)
            {
                var one = Inside(_features);
                one.Read();
                rows.Add(ReadRow(ref one, model, "features", problems));
            }
            else
            {
                var reader = Inside(_rows);
                for (reader.Read(); reader.Read() && reader.TokenType != JsonTokenType.EndArray && problems.Count < MostProblems;)
                {
                    if (rows.Count == MostRows)
                    {
                        problems.Add(new("rows", $"holds more than {MostRows} rows.", "Send several requests."));
                        break;
                    }

                    rows.Add(ReadRow(ref reader, model, $"rows[{rows.Count}]", problems));
                }
            }
        }
        catch (JsonException wrong)
        {
            problems.Add(new("body", $"is not JSON: {wrong.Message}"));
        }

        return problems.Count > 0 ? throw new InputException(problems) : rows;
    }

    /// <summary>The bars of the request.</summary>
    /// <param name="interval">The length of a bar.</param>
    /// <exception cref="InputException">They cannot be read.</exception>
    internal BarSeries Bars(TimeSpan interval)
    {
        List<BarJson?> bars;
        try
        {
            bars = JsonSerializer.Deserialize<List<BarJson?>>(_body.AsSpan(_bars.Start, _bars.Length), BarOptions) ?? [];
        }
        catch (JsonException wrong)
        {
            // The reader's own words name types of this program; its path tells the place.
            throw new InputException(
                $"bars{wrong.Path?.TrimStart('$')}", "cannot be read.",
                """Each bar is {"time": "2026-03-01T12:00:00Z", "open": ..., "high": ..., "low": ..., "close": ..., "volume": ...}, the prices as numbers; only the volume may be left out.""");
        }

        if (bars.Count == 0)
        {
            throw new InputException("bars", "are none.", "Send the model's history, the newest bar last.");
        }

        var given = bars.Select((b, i) => b?.ToBar() ?? throw new InputException(FormattableString.Invariant($"bars[{i}]"), "is null.", "Give the bar, or leave it out.")).ToList();
        BarChecks.Refuse(given, interval);
        for (var i = 1; i < given.Count; i++)
        {
            if (given[i].Time <= given[i - 1].Time)
            {
                throw new InputException(
                    FormattableString.Invariant($"bars[{i}] of {given[i].Time:yyyy-MM-ddTHH:mm:ssZ}"), "does not open after the one before it.", "Send them in time order, each open once.");
            }
        }

        return new BarSeries(
            "bars", interval, [.. given.Select(b => b.Time)], [.. given.Select(b => b.Open)], [.. given.Select(b => b.High)],
            [.. given.Select(b => b.Low)], [.. given.Select(b => b.Close)], [.. given.Select(b => b.Volume)]);
    }

    private void ReadOuter()
    {
        var reader = new Utf8JsonReader(_body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("an object was expected.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("features"u8))
            {
                _features = Skip(ref reader, JsonTokenType.StartObject, "features");
            }
            else if (reader.ValueTextEquals("rows"u8))
            {
                _rows = Skip(ref reader, JsonTokenType.StartArray, "rows");
            }
            else if (reader.ValueTextEquals("bars"u8))
            {
                _bars = Skip(ref reader, JsonTokenType.StartArray, "bars");
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                Model = reader.GetString();
            }
            else if (reader.ValueTextEquals("series"u8))
            {
                reader.Read();
                Series = reader.GetString();
            }
            else if (reader.ValueTextEquals("key"u8))
            {
                reader.Read();
                Key = reader.GetString();
            }
            else if (reader.ValueTextEquals("contributions"u8))
            {
                reader.Read();
                Contributions = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var most) && most >= 0
                    ? most : throw new JsonException("contributions must be a whole number of 0 or more.");
            }
            else
            {
                throw new JsonException($"'{reader.GetString()}' is not known; known are model, features, rows, bars, series, key, contributions.");
            }
        }

        // The reader refuses what follows the object.
        reader.Read();
        var asked = (_features.Length > 0 ? 1 : 0) + (_rows.Length > 0 ? 1 : 0) + (_bars.Length > 0 ? 1 : 0) + (Series is null ? 0 : 1);
        if (asked != 1)
        {
            throw new JsonException(asked == 0 ? "nothing to forecast from was given." : "only one of features, rows, bars and series can be given.");
        }

        if (Contributions > 0 && _features.Length == 0 && _rows.Length == 0)
        {
            throw new JsonException("contributions go with features or rows.");
        }

        if (Key is not null && (Series is null || Model is not null))
        {
            throw new JsonException("key goes with series alone: it says which arm of an experiment on it answers.");
        }
    }

    private static (int Start, int Length) Skip(ref Utf8JsonReader reader, JsonTokenType expected, string name)
    {
        reader.Read();
        if (reader.TokenType != expected)
        {
            throw new JsonException($"{name} must be {(expected == JsonTokenType.StartObject ? "an object" : "a list")}.");
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (start, (int)reader.BytesConsumed - start);
    }

    private Utf8JsonReader Inside((int Start, int Length) part) => new(_body.AsSpan(part.Start, part.Length));

    private static double[] ReadRow(ref Utf8JsonReader reader, ServedModel model, string where, List<InputProblem> problems)
    {
        var row = new double[model.Names.Count];
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(new(where, "must be an object of features by name."));
            reader.Skip();
            return row;
        }

        // NaN marks what has not come yet: a number in JSON is never NaN.
        Array.Fill(row, double.NaN);
        List<string>? unknown = null, wrong = null, again = null;
        for (var next = 0; reader.Read() && reader.TokenType != JsonTokenType.EndObject; next++)
        {
            // Callers mostly send the recipe's order.
            var place = reader.ValueTextEquals(model.NameAt(next)) ? next : model.TryFind(reader.GetString()!, out var found) ? found : -1;
            var name = place < 0 ? reader.GetString()! : "";
            reader.Read();
            if (place < 0)
            {
                (unknown ??= []).Add(name);
                reader.Skip();
            }
            else if (!double.IsNaN(row[place]))
            {
                (again ??= []).Add(model.Names[place]);
                reader.Skip();
            }
            else if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out row[place]) || !double.IsFinite(row[place]))
            {
                (wrong ??= []).Add(model.Names[place]);
                row[place] = 0;
                reader.Skip();
            }
        }

        var missing = Array.Exists(row, double.IsNaN) ? model.Names.Where((_, i) => double.IsNaN(row[i])).ToList() : null;
        Tell("missing", missing, "Every feature of the recipe is needed: GET /features lists them.");
        Tell("not known to the model", unknown, "GET /features lists the model's.");
        Tell("given more than once", again, "Send each once.");
        Tell("no finite number", wrong, "Send a number.");
        return row;

        void Tell(string what, List<string>? names, string remedy)
        {
            if (names is not null)
            {
                problems.Add(new(where, $"{what}: {string.Join(", ", names.Take(50))}{(names.Count > 50 ? ", ..." : "")}.", remedy));
            }
        }
    }
}

/// <summary>A bar as requests send it.</summary>
/// <param name="Time">When it opened.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Traded amount; 0 where the source has none.</param>
internal sealed record BarJson(DateTimeOffset Time, double Open, double High, double Low, double Close, double Volume = 0)
{
    internal Bar ToBar() => new(Time.UtcDateTime, Open, High, Low, Close, Volume);
}
