using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration;

/// <summary>Puts values such as <c>learners[0].num_leaves=15</c> into a pipeline's tree.</summary>
/// <remarks>The tree is the resolved one, in which every default is written out, so each key has one place.</remarks>
internal static partial class Overrides
{
    private const string Remedy = "Write it as path=value, such as split.folds=3 or learners[0].num_leaves=15.";

    /// <summary>Sets one value.</summary>
    /// <exception cref="InputException">The text is not path=value, or the path leads nowhere.</exception>
    internal static void Apply(YamlNode root, string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? "" : assignment[..equals].Trim();
        if (!Path().IsMatch(path))
        {
            throw new InputException("--set", $"'{assignment}' is not a path and a value.", Remedy);
        }

        var where = $"--set {path}";
        var value = YamlText.Read(assignment[(equals + 1)..], where);
        var steps = Step().Matches(path).Select(m => m.Value.Trim('.', '[', ']')).ToList();
        var node = root;
        for (var i = 0; i < steps.Count - 1; i++)
        {
            node = Into(node, steps[i], where);
        }

        Put(node, steps[^1], value, where);
    }

    private static YamlNode Into(YamlNode node, string step, string where)
    {
        if (node is YamlSequenceNode list)
        {
            return int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? list.Children[InRange(index, list, where)]
                // learners.lightgbm is the first item of that name.
                : list.Children.OfType<YamlMappingNode>().FirstOrDefault(m => m.Children.ContainsKey(step))?.Children[step]
                    ?? throw new InputException(where, $"the list has no '{step}'.", "Name an item by its position, from 0.");
        }

        var mapping = Mapping(node, step, where);
        if (!mapping.Children.TryGetValue(step, out var child))
        {
            child = new YamlMappingNode();
            mapping.Add(step, child);
        }

        return child;
    }

    private static void Put(YamlNode node, string step, YamlNode value, string where)
    {
        if (node is YamlSequenceNode list && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            list.Children[InRange(index, list, where)] = value;
            return;
        }

        Mapping(node, step, where).Children[step] = value;
    }

    /// <summary>The mapping that holds the key: a learner's id need not be said again, as learners[0] tells which one is meant.</summary>
    private static YamlMappingNode Mapping(YamlNode node, string key, string where) => node switch
    {
        YamlMappingNode { Children.Count: 1 } item when !item.Children.ContainsKey(key) && item.Children.First().Value is YamlMappingNode inner => inner,
        YamlMappingNode mapping => mapping,
        _ => throw new InputException(where, $"'{key}' cannot be set: what it belongs to is not a mapping.", Remedy),
    };

    private static int InRange(int index, YamlSequenceNode list, string where) => index < list.Children.Count
        ? index
        : throw new InputException(where, string.Create(CultureInfo.InvariantCulture, $"there is no item {index}: the list holds {list.Children.Count}, counted from 0."));

    [GeneratedRegex(@"^[A-Za-z_][\w-]*(\[\d{1,6}\])*(\.[A-Za-z_][\w-]*(\[\d{1,6}\])*)*$")]
    private static partial Regex Path();

    [GeneratedRegex(@"\[\d+\]|[\w-]+")]
    private static partial Regex Step();
}
