using System.Globalization;
using System.Text.Json.Nodes;
using Weathervane.Learners;
using Weathervane.Tuning.Search;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary><c>tune:</c>, the ranges of a learner's parameters: <c>[20, 50]</c>, <c>{ low: 0.01, high: 0.2, log: true }</c>, <c>{ choices: [a, b] }</c>.</summary>
internal static class SpaceShape
{
    private const string Remedy = "Write [low, high], { low: 1, high: 9, step: 2 }, { low: 0.01, high: 1, log: true } or { choices: [1, 2, 4] }.";

    /// <summary>Reads the ranges; null after reporting what is wrong with them.</summary>
    internal static SearchSpace? Read(Node node, LearnerKind kind)
    {
        if (node.Value is not YamlMappingNode { Children.Count: > 0 } mapping)
        {
            node.Wrong($"is {node.Shown}.", "It must be a mapping from parameters to ranges: { num_leaves: [20, 50] }.");
            return null;
        }

        var before = node.Problems.Count;
        var parameters = new List<SearchParameter>();
        foreach (var (key, child) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            var inner = node.Child(name, child);
            var parameter = kind.Parameters.FirstOrDefault(p => p.Name == name);
            if (parameter is null || !IsSearchable(parameter.Type))
            {
                (inner with { Value = key }).Wrong(
                    $"is not a parameter of {kind.Id} that can be searched.",
                    Spelling.Remedy(name, [.. kind.Parameters.Where(p => IsSearchable(p.Type)).Select(p => p.Name)]));
            }
            else if (ReadRange(inner, parameter) is { } range)
            {
                CheckValues(inner, range, kind);
                parameters.Add(SpaceDetails.Read(inner, range, kind));
            }
        }

        if (node.Problems.Count == before)
        {
            return Guarded(node, mapping, parameters);
        }

        // The ranges that could be read are checked beside those that could not; conditions on the latter would be complained of in vain.
        Tell(node, mapping, parameters.SelectMany(p => p.Problems($"{node.Path}.{p.Name}")));
        return null;
    }

    internal static YamlMappingNode Write(SearchSpace space)
    {
        var mapping = new YamlMappingNode();
        foreach (var parameter in space.Parameters)
        {
            mapping.Add(parameter.Name, Write(parameter));
        }

        return mapping;
    }

    private static YamlMappingNode Write(SearchParameter parameter)
    {
        var range = parameter switch
        {
            IntRange ints => Range(ints.Low, ints.High, ints.Step == 1 ? null : ints.Step, ints.Log),
            FloatRange floats => Range(floats.Low, floats.High, floats.Step, floats.Log),
            Choice choice => new YamlMappingNode("choices", List(choice.Values)),
            _ => throw new ArgumentException($"A range of type {parameter.GetType().Name} cannot be written.", nameof(parameter)),
        };
        if (parameter is Choice { Weights.Count: > 0 } weighed)
        {
            range.Add("weights", List([.. weighed.Weights.Select(w => (object)w)]));
        }

        if (parameter is NumberRange { Prior: { } prior })
        {
            range.Add("prior", new YamlMappingNode { { "center", Text(prior.Center) }, { "spread", Text(prior.Spread) } });
        }

        if (parameter.When.Count > 0)
        {
            range.Add("when", new YamlMappingNode(parameter.When.Select(c => KeyValuePair.Create((YamlNode)c.Parameter, (YamlNode)List(c.Values)))));
        }

        return range;
    }

    private static YamlSequenceNode List(IReadOnlyList<object> values) => new(values.Select(v => new YamlScalarNode(Text(v))));

    internal static JsonObject Schema(LearnerKind kind)
    {
        var properties = new JsonObject();
        foreach (var parameter in kind.Parameters.Where(p => IsSearchable(p.Type)))
        {
            properties[parameter.Name] = RangeSchema(parameter.Type == typeof(int) ? "integer" : "number", IsNumber(parameter.Type));
        }

        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["minProperties"] = 1, ["properties"] = properties };
    }

    private static JsonObject RangeSchema(string number, bool isNumber)
    {
        var list = new JsonObject { ["type"] = "array", ["minItems"] = 1 };
        var properties = new JsonObject { ["choices"] = list.DeepClone(), ["weights"] = list.DeepClone(), ["when"] = new JsonObject { ["type"] = "object" } };
        foreach (var bound in isNumber ? new[] { "low", "high", "step" } : [])
        {
            properties[bound] = new JsonObject { ["type"] = number };
        }

        if (isNumber)
        {
            properties["log"] = new JsonObject { ["type"] = "boolean" };
            properties["prior"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["required"] = new JsonArray("center", "spread"),
                ["properties"] = new JsonObject { ["center"] = new JsonObject { ["type"] = "number" }, ["spread"] = new JsonObject { ["type"] = "number" } },
            };
        }

        var mapping = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        return new JsonObject { ["anyOf"] = new JsonArray(list, mapping) };
    }

    private static bool IsNumber(Type type) => type == typeof(int) || type == typeof(double);

    private static bool IsSearchable(Type type) => IsNumber(type) || type == typeof(bool) || type == typeof(string);

    private static SearchParameter? ReadRange(Node node, LearnerParameter parameter)
    {
        switch (node.Value)
        {
            case YamlSequenceNode { Children.Count: 2 } pair when IsNumber(parameter.Type):
                return Numbers(node, parameter, pair.Children[0], pair.Children[1], null, false);
            case YamlSequenceNode list:
                return Choices(node, parameter, list);
            case YamlMappingNode mapping when mapping.Children.TryGetValue("choices", out var choices) && choices is YamlSequenceNode list
                && mapping.Children.Keys.All(k => k is YamlScalarNode { Value: "choices" or "weights" or "when" }):
                return Choices(node.Child("choices", choices), parameter, list);
            case YamlMappingNode mapping when IsNumber(parameter.Type)
                && mapping.Children.Keys.All(k => k is YamlScalarNode { Value: "low" or "high" or "step" or "log" or "prior" or "when" })
                && mapping.Children.TryGetValue("low", out var low) && mapping.Children.TryGetValue("high", out var high):
                var log = mapping.Children.TryGetValue("log", out var flag) ? (flag as YamlScalarNode)?.Value : "false";
                if (log is "true" or "false")
                {
                    return Numbers(node, parameter, low, high, mapping.Children.TryGetValue("step", out var step) ? step : null, log == "true");
                }

                break;
        }

        node.Wrong($"is {node.Shown}.", Remedy);
        return null;
    }

    private static SearchParameter? Numbers(Node node, LearnerParameter parameter, YamlNode low, YamlNode high, YamlNode? step, bool log)
    {
        var values = new[] { low, high, step }.Select(n => n is null ? null : Value(n, parameter.Type)).ToList();
        if (values[0] is null || values[1] is null || (step is not null && values[2] is null))
        {
            node.Wrong($"has a bound that is not a {(parameter.Type == typeof(int) ? "whole " : "")}number.", Remedy);
            return null;
        }

        return parameter.Type == typeof(int)
            ? new IntRange(parameter.Name, (int)values[0]!, (int)values[1]!, (int)(values[2] ?? 1), log)
            : new FloatRange(parameter.Name, (double)values[0]!, (double)values[1]!, (double?)values[2], log);
    }

    private static Choice? Choices(Node node, LearnerParameter parameter, YamlSequenceNode list)
    {
        var values = list.Children.Select(n => Value(n, parameter.Type)).ToList();
        if (values.Count > 0 && !values.Contains(null))
        {
            return new Choice(parameter.Name, values!);
        }

        node.Wrong($"is {node.Shown}.", Remedy);
        return null;
    }

    /// <summary>A scalar as a value of a parameter's type; null where it is none.</summary>
    internal static object? Value(YamlNode node, Type type) => node is not YamlScalarNode { Value: { } text } ? null
        : type == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null
        : type == typeof(double) ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null
        : type == typeof(bool) ? bool.TryParse(text, out var flag) ? flag : null
        : text;

    /// <summary>The ends of a range, and each choice, must be values that the learner takes.</summary>
    private static void CheckValues(Node node, SearchParameter range, LearnerKind kind)
    {
        IEnumerable<object> values = range switch
        {
            IntRange ints => [ints.Low, ints.High],
            FloatRange floats => [floats.Low, floats.High],
            Choice choice => choice.Values,
            _ => [],
        };
        foreach (var value in values)
        {
            try
            {
                LearnerCatalog.Create(kind.Id, new Dictionary<string, object> { [range.Name] = value }, node.Path);
            }
            catch (InputException wrong)
            {
                node.Wrong(wrong.Problems[0].What, wrong.Problems[0].Remedy);
            }
        }
    }

    private static SearchSpace? Guarded(Node node, YamlMappingNode mapping, List<SearchParameter> parameters)
    {
        try
        {
            return new SearchSpace(parameters, node.Path);
        }
        catch (InputException wrong)
        {
            Tell(node, mapping, wrong.Problems);
            return null;
        }
    }

    /// <summary>Tells what is wrong with ranges, each with the line of its parameter.</summary>
    private static void Tell(Node node, YamlMappingNode mapping, IEnumerable<InputProblem> problems)
    {
        foreach (var problem in problems)
        {
            var within = problem.Where[(node.Path.Length + 1)..];
            var range = mapping.Children.FirstOrDefault(c => c.Key is YamlScalarNode { Value: { } name } && within.Split('.', '[')[0] == name).Value;
            node.Child(within, range ?? node.Value).Wrong(problem.What, problem.Remedy);
        }
    }

    private static YamlMappingNode Range(object low, object high, object? step, bool log)
    {
        var range = new YamlMappingNode { { "low", Text(low) }, { "high", Text(high) } };
        if (step is not null)
        {
            range.Add("step", Text(step));
        }

        if (log)
        {
            range.Add("log", "true");
        }

        return range;
    }

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
