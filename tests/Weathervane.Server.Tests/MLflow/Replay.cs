using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weathervane.Store;

namespace Weathervane.Server.Tests.MLflow;

/// <summary>Sends a recorded session to our server and compares each answer, with ids that the servers invented mapped onto each other.</summary>
internal sealed partial class Replay(HttpClient client, Workspace workspace)
{
    /// <summary>Times that each server reads from its own clock.</summary>
    private static readonly string[] OwnTimes =
        ["creation_time", "last_update_time", "creation_timestamp", "last_updated_timestamp", "creation_timestamp_ms", "last_updated_timestamp_ms"];

    private readonly Dictionary<string, string> _ours = [];

    internal List<string> Problems { get; } = [];

    internal HashSet<Difference> Seen { get; } = [];

    internal async Task SendAsync(Exchange exchange)
    {
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), Target(exchange));
        if (exchange.Body.Length > 0 || exchange.ContentType is not null || exchange.Chunked)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Ours(exchange.Body)));
            request.Content.Headers.ContentType = exchange.ContentType is { } type ? MediaTypeHeaderValue.Parse(type) : null;
            request.Headers.TransferEncodingChunked = exchange.Chunked ? true : null;
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Compare(exchange, (int)response.StatusCode, text);
    }

    private void Compare(Exchange exchange, int status, string text)
    {
        if (status != exchange.Status)
        {
            if (Difference.All.FirstOrDefault(d => d.Covers(exchange, status)) is { } meant)
            {
                Seen.Add(meant);
            }
            else
            {
                Problems.Add($"{exchange}\n  status {status} instead of {exchange.Status}: {text}");
            }

            return;
        }

        // Pages of HTML and artefacts' contents that the recording kept as text.
        if (exchange.Answer is null)
        {
            if (!exchange.Text.StartsWith("<!doctype", StringComparison.Ordinal) && exchange.Path != "/version" && !IsText(exchange, text))
            {
                Problems.Add($"{exchange}\n  '{text}' instead of '{exchange.Text}'");
            }

            return;
        }

        if (exchange.Answer["_truncated"] is { } start)
        {
            var begin = start.GetValue<string>().Replace(" ", "", StringComparison.Ordinal).Replace(".0,", ",", StringComparison.Ordinal)[..400];
            if (!text.StartsWith(begin, StringComparison.Ordinal))
            {
                Problems.Add($"{exchange}\n  {text[..400]}\n  instead of {begin}");
            }

            return;
        }

        var ours = JsonNode.Parse(text);
        TakeName(exchange, ours);
        foreach (var problem in Differences(exchange.Answer, ours, "$"))
        {
            if (Difference.All.FirstOrDefault(d => d.Covers(exchange, problem)) is { } meant)
            {
                Seen.Add(meant);
            }
            else
            {
                Problems.Add($"{exchange}\n  {problem}");
            }
        }
    }

    // Contents are recorded up to a length, and only texts can be told.
    private bool IsText(Exchange exchange, string text)
    {
        const int kept = 300;
        var theirs = Ours(exchange.Text);
        return theirs.Any(c => c is not (>= ' ' and <= '~' or '\n' or '\r' or '\t')) || theirs == text
            || (text.Length >= kept && theirs.Length >= kept && theirs[..kept] == text[..kept]);
    }

    // A run without a name gets one from each server. Ours takes the recorded one, since later searches sort by it.
    private void TakeName(Exchange exchange, JsonNode? ours)
    {
        if (exchange.Answer!["run"]?["info"]?["run_name"]?.GetValue<string>() is { } theirs && ours?["run"]?["info"] is { } info
            && info["run_name"]!.GetValue<string>() is var name && name != theirs && Invented().IsMatch(name))
        {
            workspace.Runs.Update(info["run_id"]!.GetValue<string>(), name: theirs);
            info["run_name"] = theirs;
            ours["run"]!["data"]!["tags"]!.AsArray().Single(t => t!["key"]!.GetValue<string>() == "mlflow.runName")!["value"] = theirs;
        }
    }

    private IEnumerable<string> Differences(JsonNode? theirs, JsonNode? ours, string at)
    {
        switch (theirs, ours)
        {
            case (JsonObject left, JsonObject right):
                foreach (var name in left.Select(p => p.Key).Except(right.Select(p => p.Key)))
                {
                    yield return $"{at}.{name} is missing";
                }

                foreach (var name in right.Select(p => p.Key).Except(left.Select(p => p.Key)))
                {
                    yield return $"{at}.{name} is not in the recording: {right[name]?.ToJsonString()}";
                }

                foreach (var name in left.Select(p => p.Key).Where(right.ContainsKey))
                {
                    // A message is for people; ours says more.
                    if (name != "message")
                    {
                        foreach (var problem in Differences(left[name], right[name], $"{at}.{name}"))
                        {
                            yield return problem;
                        }
                    }
                }

                break;
            case (JsonArray left, JsonArray right) when IsPairs(left) && IsPairs(right):
                // Pairs have no order of their own.
                foreach (var problem in PairDifferences(left, right, at))
                {
                    yield return problem;
                }

                break;
            case (JsonArray left, JsonArray right) when left.Count != right.Count:
                yield return $"{at} has {right.Count} items instead of {left.Count}: {right.ToJsonString()}";
                break;
            case (JsonArray left, JsonArray right):
                foreach (var problem in left.Zip(right).SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{at}[{i}]")))
                {
                    yield return problem;
                }

                break;
            default:
                if (!Same(theirs, ours, at))
                {
                    yield return $"{at} is {ours?.ToJsonString() ?? "null"} instead of {theirs?.ToJsonString() ?? "null"}";
                }

                break;
        }
    }

    private IEnumerable<string> PairDifferences(JsonArray theirs, JsonArray ours, string at)
    {
        var (left, right) = (theirs.ToDictionary(Key), ours.ToDictionary(Key));
        foreach (var key in left.Keys.Except(right.Keys))
        {
            yield return $"{at}['{key}'] is missing";
        }

        foreach (var key in right.Keys.Except(left.Keys))
        {
            yield return $"{at}['{key}'] is not in the recording";
        }

        foreach (var problem in left.Keys.Where(right.ContainsKey).SelectMany(key => Differences(left[key], right[key], $"{at}['{key}']")))
        {
            yield return problem;
        }
    }

    // A metric's history has many values of one key: its steps tell them apart.
    private static string Key(JsonNode? pair) => pair!["key"]!.GetValue<string>() + (pair["step"] is { } step ? $" {step.ToJsonString()}" : "");

    private static bool IsPairs(JsonArray array) =>
        array.All(i => i is JsonObject pair && pair.ContainsKey("key")) && array.Select(Key).Distinct().Count() == array.Count;

    private bool Same(JsonNode? theirs, JsonNode? ours, string at)
    {
        // Contents that the recording cut, or kept as JSON, are sent with another length; ours are told by ArtifactTests.
        // The values within the three long batches were logged a millisecond apart, and only the first of each is recorded.
        if (at.EndsWith(".file_size", StringComparison.Ordinal) || (at.Contains("['big ", StringComparison.Ordinal) && at.EndsWith(".timestamp", StringComparison.Ordinal)))
        {
            return ours is JsonValue any && any.TryGetValue<long>(out _);
        }

        if (OwnTimes.Any(t => at.EndsWith("." + t, StringComparison.Ordinal)))
        {
            return ours is JsonValue time && time.TryGetValue<long>(out var ms) && ms > 0;
        }

        if (theirs is JsonValue left && ours is JsonValue right && left.TryGetValue<string>(out var a) && right.TryGetValue<string>(out var b))
        {
            // Each server's own word for a page, which the client only gives back.
            if (at.EndsWith(".next_page_token", StringComparison.Ordinal))
            {
                _ours[a] = b;
                return true;
            }

            if (Ours(a) == b)
            {
                return true;
            }

            if (Invented().Match(a) is { Success: true } && Invented().IsMatch(b) && !_ours.ContainsKey(a))
            {
                _ours.Add(a, b);
                return true;
            }

            return false;
        }

        // The reference turns an infinity into the largest number; ours gives it back as it came.
        return (theirs?.ToJsonString(), ours?.ToJsonString()) is ("1.7976931348623157e+308" or "1.7976931348623157e308", "\"Infinity\"") or ("-1.7976931348623157e+308" or "-1.7976931348623157e308", "\"-Infinity\"")
            || (theirs is JsonValue x && ours is JsonValue y && x.TryGetValue<double>(out var number) && y.TryGetValue<double>(out var other) && number == other)
            || JsonNode.DeepEquals(theirs, ours);
    }

    private Uri Target(Exchange exchange)
    {
        // The recording holds each byte of the decoded path as one character.
        var path = string.Concat(Encoding.Latin1.GetBytes(Ours(exchange.Path)).Select(b => char.IsAsciiLetterOrDigit((char)b) || "/.-_~".Contains((char)b, StringComparison.Ordinal) ? $"{(char)b}" : $"%{b:x2}"));
        var query = Ours(exchange.Query);
        return new Uri(client.BaseAddress!.ToString().TrimEnd('/') + path + (query.Length > 0 ? "?" + query : ""), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private string Ours(string text) => _ours.Aggregate(text, (t, id) => t.Replace(id.Key, id.Value, StringComparison.Ordinal));

    // Ids, and names that a server gives to runs without one.
    [GeneratedRegex("^(m-)?[0-9a-f]{32}$|^[a-z]+-[a-z]+-[0-9]+$")]
    private static partial Regex Invented();
}
