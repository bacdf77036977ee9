using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Api;

/// <summary>What was wrong with a request that did not fit its route, in words of the request instead of the program's types.</summary>
internal static partial class BindingProblems
{
    private const string Remedy = "/openapi/v1.json describes every request.";

    internal static IReadOnlyList<InputProblem> Of(BadHttpRequestException refused) => refused.InnerException switch
    {
        JsonException wrong => OfJson(wrong),
        _ when Unread().Match(refused.Message) is { Success: true } unread => [new(unread.Groups["name"].Value, $"'{unread.Groups["value"].Value}' is not {Kind(unread.Groups["type"].Value)}.", Remedy)],
        _ when NotGiven().Match(refused.Message) is { Success: true } absent => [new(absent.Groups["name"].Value, "is missing.", Remedy)],
        _ => [new("request", refused.Message, Remedy)],
    };

    private static IReadOnlyList<InputProblem> OfJson(JsonException wrong)
    {
        if (Incomplete().Match(wrong.Message) is { Success: true } incomplete)
        {
            return [.. Quoted().Matches(incomplete.Groups["names"].Value).Select(m => new InputProblem(Where(wrong.Path, m.Groups["name"].Value), "is missing.", Remedy))];
        }

        if (Null().Match(wrong.Message) is { Success: true } empty)
        {
            return [new(Where(wrong.Path, empty.Groups["name"].Value), "is null.", Remedy)];
        }

        return Unlike().Match(wrong.Message) is { Success: true } unlike
            ? [new(Where(wrong.Path, ""), $"is not {Kind(unlike.Groups["type"].Value)}.", Remedy)]
            : [new(Where(wrong.Path, ""), $"is not valid JSON: {Place().Replace(wrong.Message, "")}", Remedy)];
    }

    /// <summary>The place as the request names it: <c>$.tags.a</c> is <c>tags.a</c>, <c>$</c> the body, and <c>$[3]</c> a part of it.</summary>
    private static string Where(string? path, string name)
    {
        var place = path is null or "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : $"body{path[1..]}";
        return name.Length == 0 || place.EndsWith(name, StringComparison.OrdinalIgnoreCase) ? place.Length == 0 ? "body" : place
            : place.Length == 0 ? JsonNamingPolicy.CamelCase.ConvertName(name) : $"{place}.{name}";
    }

    private static string Kind(string type) => type switch
    {
        _ when type.Contains("Boolean", StringComparison.Ordinal) || type.Contains("bool", StringComparison.Ordinal) => "true or false",
        _ when type.Contains("Double", StringComparison.Ordinal) || type.Contains("double", StringComparison.Ordinal) => "a number",
        _ when type.Contains("Int", StringComparison.Ordinal) || type.Contains("int", StringComparison.Ordinal) || type.Contains("long", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("DateTime", StringComparison.Ordinal) => "a time such as 2026-03-01T12:00:00Z",
        _ when type.Contains("Dictionary", StringComparison.Ordinal) => "an object of values by name",
        _ when type.EndsWith("[]", StringComparison.Ordinal) || type.Contains("List", StringComparison.Ordinal) || type.Contains("Collection", StringComparison.Ordinal) => "a list",
        _ when type.Contains("String", StringComparison.Ordinal) || type.Contains("string", StringComparison.Ordinal) => "a text",
        _ => "what belongs there",
    };

    [GeneratedRegex("""^Failed to bind parameter "(?<type>.+) (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline)]
    private static partial Regex Unread();

    [GeneratedRegex("""^Required parameter ".+ (?<name>\w+)" was not provided""")]
    private static partial Regex NotGiven();

    [GeneratedRegex("was missing required properties including: (?<names>.+?)\\.?$")]
    private static partial Regex Incomplete();

    [GeneratedRegex("'(?<name>[^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("^The (constructor parameter|property or field) '(?<name>[^']+)' .*doesn't allow")]
    private static partial Regex Null();

    [GeneratedRegex("could not be converted to (?<type>.+?)\\. Path:")]
    private static partial Regex Unlike();

    [GeneratedRegex(" ?Path: .*$| ?LineNumber: .*$", RegexOptions.Singleline)]
    private static partial Regex Place();
}
