using System.Globalization;
using System.Text;
using System.Text.Json;
using Weathervane.Store.Import;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Mlruns;

/// <summary>The older registry's file: <c>models</c>, and for each name a list of version, timestamp, author, params, metrics and the path of a pickle.</summary>
internal static class RegistryJson
{
    internal const string FileName = "registry.json";
    private const long BytesMax = 64 << 20;

    /// <summary>Reads it; the paths in it are kept as text and not looked at.</summary>
    /// <exception cref="InputException">It is not there, or something in it is not as that registry writes it: all of it at once.</exception>
    internal static IReadOnlyList<ForeignModel> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException(path, "does not exist.", $"Name the folder that holds {FileName}.");
        }

        if (new FileInfo(path).Length > BytesMax)
        {
            throw new InputException(path, "has more than 64 MiB, which no such file has.");
        }

        try
        {
            using var json = JsonDocument.Parse(WithQuotedNonNumbers(File.ReadAllText(path)));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("models", out var models) && models.ValueKind == JsonValueKind.Object
                ? Models(models, path)
                : throw new InputException(path, "has no object 'models'.");
        }
        catch (JsonException torn)
        {
            throw new InputException(path, $"is not JSON: {torn.Message}", "The older registry wrote this file in place, which can tear it: take a copy from before.");
        }
    }

    private static List<ForeignModel> Models(JsonElement models, string path)
    {
        var (problems, found) = (new List<InputProblem>(), new List<ForeignModel>());
        foreach (var model in models.EnumerateObject())
        {
            var where = $"{path}, {model.Name}";
            var versions = new List<ForeignVersion>();
            Try(() => ModelName.Check(model.Name));
            if (model.Value.ValueKind != JsonValueKind.Array)
            {
                problems.Add(new InputProblem(where, "is no list of versions."));
                continue;
            }

            foreach (var (item, i) in model.Value.EnumerateArray().Select((v, i) => (v, i)))
            {
                Try(() => versions.Add(Version(item, string.Create(CultureInfo.InvariantCulture, $"{where}[{i}]"))));
            }

            problems.AddRange(versions.GroupBy(v => v.Number).Where(g => g.Count() > 1).Select(g => new InputProblem(
                where, string.Create(CultureInfo.InvariantCulture, $"the version v{g.Key} stands {g.Count()} times."), "The older registry reused numbers; keep the one that is meant.")));
            if (versions.Count > 0)
            {
                found.Add(new ForeignModel { Name = model.Name, Created = versions.Min(v => v.Created), Updated = versions.Max(v => v.Created), Versions = versions });
            }
        }

        return problems.Count == 0 ? found : throw new InputException(problems);

        void Try(Action read)
        {
            try
            {
                read();
            }
            catch (InputException wrong)
            {
                problems.AddRange(wrong.Problems);
            }
        }
    }

    private static ForeignVersion Version(JsonElement item, string where)
    {
        var problems = new List<InputProblem>();
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new InputException(where, "is no object.");
        }

        var number = Number(Text("version"));
        var created = Time(Text("timestamp"));
        if (number is null)
        {
            problems.Add(new InputProblem(where, $"its version '{Text("version")}' is none.", "Versions are v1, v2, ..."));
        }

        if (created is null)
        {
            problems.Add(new InputProblem(where, $"its timestamp '{Text("timestamp")}' is no time.", "Times are like 2026-01-31T23:00:00; without an offset they are UTC."));
        }

        var (parameters, metrics) = (new Dictionary<string, string>(), new Dictionary<string, double>());
        foreach (var (key, value) in Members("params"))
        {
            parameters[key] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }

        foreach (var (key, value) in Members("metrics"))
        {
            if (Metric(value) is { } metric)
            {
                metrics[key] = metric;
            }
            else
            {
                problems.Add(new InputProblem(where, $"its metric '{key}' is {value.GetRawText()}, which is no number."));
            }
        }

        return problems.Count > 0 ? throw new InputException(problems) : new ForeignVersion
        {
            Number = number!.Value,
            Created = created!.Value,
            Updated = created.Value,
            Author = Text("author"),
            Params = parameters,
            Metrics = metrics,
            Tags = Text("path") is { Length: > 0 } pickle ? new Dictionary<string, string> { ["registry.path"] = pickle } : [],
        };

        string Text(string name) => item.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText() : "";

        IEnumerable<(string Key, JsonElement Value)> Members(string name)
        {
            if (!item.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return [];
            }

            if (value.ValueKind != JsonValueKind.Object)
            {
                problems.Add(new InputProblem(where, $"its {name} are no object."));
                return [];
            }

            return value.EnumerateObject().Select(p => (p.Name, p.Value));
        }
    }

    private static long? Number(string version) =>
        long.TryParse(version.TrimStart('v', 'V'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number : null;

    private static double? Metric(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => value.GetString() switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => null },
        JsonValueKind.Null => double.NaN,
        _ => null,
    };

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && text.Length >= 10 && text[4] == '-' ? time
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e11 ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(1000 * seconds))
        : null;

    /// <summary>Python writes NaN, Infinity and -Infinity bare, which is no JSON: they become texts.</summary>
    private static string WithQuotedNonNumbers(string text)
    {
        var (result, inside) = (new StringBuilder(text.Length), false);
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            var word = inside ? null : rest.StartsWith("NaN") ? "NaN" : rest.StartsWith("-Infinity") ? "-Infinity" : rest.StartsWith("Infinity") ? "Infinity" : null;
            if (word is not null)
            {
                result.Append('"').Append(word).Append('"');
                i += word.Length - 1;
                continue;
            }

            result.Append(text[i]);
            if (inside && text[i] == '\\' && i + 1 < text.Length)
            {
                result.Append(text[++i]);
            }
            else if (text[i] == '"')
            {
                inside = !inside;
            }
        }

        return result.ToString();
    }
}
