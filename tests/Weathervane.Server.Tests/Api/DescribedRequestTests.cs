using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Weathervane.Server.Tests.Api;

/// <summary>Every request that the description tells of, with each of its properties null or of another type in turn, is answered without a failure.</summary>
public sealed class DescribedRequestTests
{
    private static readonly JsonNode?[] Values =
        [null, true, 1, -1, 1e300, "x", "", new JsonArray(), new JsonArray(1), new JsonArray((JsonNode?)null), new JsonObject(), new JsonObject { ["a"] = null }, new JsonObject { ["a"] = 1 }];

    private static readonly string Pieces = new(' ', 200_000);

    [Fact]
    public async Task No_property_of_any_request_fails_the_server_and_a_null_where_none_may_stand_is_named()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Series.Put("s", "1d", []));
        var description = JsonNode.Parse((await server.Client.Send("GET", "/openapi/v1.json")).Body)!.AsObject();
        using var made = await server.Client.PostAsJsonAsync("/api/v1/runs", new { name = "n", user = "u" }, TestContext.Current.CancellationToken);
        var run = JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!.GetValue<string>();
        var (_, study) = await server.Client.Send(
            "POST", $"/api/v1/runs/{run}/studies", """{"runId":"r","name":"n","sampler":"tpe","seed":1,"metric":"log_loss","higherIsBetter":false,"space":""}""");
        var number = JsonNode.Parse(study)!["id"]!.ToString();
        var (asked, nulls, wrong) = (0, 0, new List<string>());
        foreach (var (method, path, schema) in Requests(description))
        {
            var target = path.Replace("{id}", path.Contains("/studies", StringComparison.Ordinal) && !path.Contains("/runs", StringComparison.Ordinal) ? number : run, StringComparison.Ordinal)
                .Replace("{name}", "s", StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal).Replace("{alias}", "a", StringComparison.Ordinal);
            foreach (var place in Places(Shape.Of(schema, description), []))
            {
                foreach (var value in Values)
                {
                    var body = Shape.Of(schema, description).Sample(place.Steps, value)?.ToJsonString() ?? "null";
                    // What comes in several pieces is read by another way than what comes in one.
                    foreach (var sent in value is null ? [body, body + Pieces] : new[] { body })
                    {
                        var (status, text) = await server.Client.Send(method, target, sent);
                        asked++;
                        var isHole = value is null && !place.MayBeNull && place.Steps.Count > 0;
                        nulls += isHole ? 1 : 0;
                        if (status >= 500 || (isHole && (status != 400 || !Names(text, place.Steps))))
                        {
                            wrong.Add($"{method} {target} {string.Join('.', place.Steps)}={value?.ToJsonString() ?? "null"} of {sent.Length}: {status} {text}");
                        }
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        // As many as there are now, so that a description that loses its bodies is noticed.
        Assert.InRange(asked, 1000, int.MaxValue);
        Assert.InRange(nulls, 50, int.MaxValue);
    }

    /// <summary>Whether a problem's place ends as the place that was changed does.</summary>
    private static bool Names(string answer, IReadOnlyList<string> steps)
    {
        var last = steps[^1] == Shape.Element ? "[0]" : steps[^1];
        return JsonNode.Parse(answer)?["problems"] is JsonArray problems && problems.Any(p => p!["where"]!.GetValue<string>().EndsWith(last, StringComparison.Ordinal));
    }

    private static IEnumerable<(string Method, string Path, JsonNode Schema)> Requests(JsonObject description)
    {
        foreach (var (path, methods) in description["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                if (operation!["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema)
                {
                    yield return (method.ToUpperInvariant(), path, schema);
                }
            }
        }
    }

    private static IEnumerable<(IReadOnlyList<string> Steps, bool MayBeNull)> Places(Shape shape, IReadOnlyList<string> at)
    {
        yield return (at, shape.MayBeNull);
        foreach (var (name, part) in shape.Parts)
        {
            foreach (var place in Places(part, [.. at, name]))
            {
                yield return place;
            }
        }
    }

    /// <summary>What a schema says a value looks like.</summary>
    private sealed record Shape(string Type, string Format, bool MayBeNull, JsonNode? First, IReadOnlyList<KeyValuePair<string, Shape>> Parts, IReadOnlySet<string> Required)
    {
        internal const string Element = "[]", Entry = "a";

        internal static Shape Of(JsonNode schema, JsonObject description)
        {
            var nullable = false;
            while (true)
            {
                if (schema["$ref"]?.GetValue<string>() is { } reference)
                {
                    schema = description["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!;
                }
                else if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray either)
                {
                    nullable |= either.Any(e => e!["type"]?.ToString() == "null");
                    schema = either.First(e => e!["type"]?.ToString() != "null")!;
                }
                else
                {
                    break;
                }
            }

            string[] types = schema["type"] switch
            {
                JsonArray several => [.. several.Select(t => t!.GetValue<string>())],
                { } one => [one.GetValue<string>()],
                _ => [],
            };
            var values = schema["enum"] as JsonArray;
            nullable |= types.Contains("null") || values?.Any(v => v is null) == true;
            var type = types.FirstOrDefault(t => t is not "null" and not "string") ?? (types.Contains("string") || values is not null ? "string" : "object");
            List<KeyValuePair<string, Shape>> parts = [];
            foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
            {
                parts.Add(new(name, Of(property!, description)));
            }

            if (schema["items"] is { } items)
            {
                parts.Add(new(Element, Of(items, description)));
            }

            if (schema["additionalProperties"] is JsonObject entries)
            {
                parts.Add(new(Entry, Of(entries, description)));
            }

            return new Shape(type, schema["format"]?.GetValue<string>() ?? "", nullable, values?.FirstOrDefault(v => v is not null), parts,
                (schema["required"] as JsonArray)?.Select(r => r!.GetValue<string>()).ToHashSet() ?? []);
        }

        /// <summary>A value of this shape, with another one at a place and else only what must be there.</summary>
        internal JsonNode? Sample(IReadOnlyList<string>? steps, JsonNode? value)
        {
            if (steps is [])
            {
                return value?.DeepClone();
            }

            return Type switch
            {
                "object" => new JsonObject(Parts.Where(p => Required.Contains(p.Key) || steps?[0] == p.Key).Select(p => KeyValuePair.Create(p.Key, p.Value.Sample(Below(steps, p.Key), value)))),
                "array" => new JsonArray([.. Parts.Select(p => p.Value.Sample(Below(steps, p.Key), value))]),
                "boolean" => true,
                "integer" or "number" => 1,
                _ => First?.DeepClone() ?? (Format switch { "date-time" => "2026-03-01T00:00:00Z", "byte" => "", _ => "x" }),
            };
        }

        private static IReadOnlyList<string>? Below(IReadOnlyList<string>? steps, string name) => steps?[0] == name ? [.. steps.Skip(1)] : null;
    }
}
