using System.CommandLine;
using System.Globalization;
using Weathervane.Features;

namespace Weathervane.Cli.Commands;

/// <summary><c>vane features list [--set NAME]</c>: the catalogue, or the columns of one set.</summary>
internal static class FeaturesListCommand
{
    internal static Command Create(Terminal terminal)
    {
        var set = new Option<string?>("--set") { Description = $"Show the columns of a set: {Sets}.", HelpName = "NAME" };
        var command = new Command(
            "list", "Lists all features with their parameters (defaults shown) and the bars before the first value, or the columns of one set. Example: vane features list --set btc43")
        {
            set,
        };
        command.SetAction(parse =>
        {
            var json = parse.GetValue(CommonOptions.Json);
            if (parse.GetValue(set) is { } name)
            {
                ListSet(terminal, Find(name), json);
            }
            else
            {
                ListAll(terminal, json);
            }

            return 0;
        });
        return CommonOptions.OfThisMachine(command);
    }

    private static string Sets => string.Join(", ", FeatureSets.All.Select(s => s.Name));

    private static FeatureSet Find(string name) =>
        FeatureSets.All.FirstOrDefault(s => s.Name == name) ?? throw new InputException("--set", $"no feature set is called '{name}'.", Spelling.Remedy(name, [.. FeatureSets.All.Select(s => s.Name)]));

    private static void ListSet(Terminal terminal, FeatureSet set, bool json)
    {
        if (json)
        {
            terminal.WriteJson(new
            {
                set.Name,
                set.Summary,
                set.Warmup,
                set.Memory,
                set.Fingerprint,
                Columns = set.Columns.Select(c => new { c.Name, Formula = c.Formula.ToString(), c.Formula.Warmup, c.Formula.Definition?.Memory, c.Formula.Definition?.Summary }),
            });
            return;
        }

        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{set.Name}: {set.Summary}. {set.Columns.Count} features, rows are full after {set.Warmup} bars."));
        terminal.WriteTable(
            [">#", "name", "formula", ">warm-up", "memory", "what"],
            set.Columns.Select((c, i) => (IReadOnlyList<string>)
                [Number(i + 1), c.Name, c.Formula.ToString(), Number(c.Formula.Warmup), Memory(c.Formula.Definition), c.Formula.Definition?.Summary ?? ""]));
    }

    private static void ListAll(Terminal terminal, bool json)
    {
        if (json)
        {
            terminal.WriteJson(new
            {
                Sets = FeatureSets.All.Select(s => new { s.Name, s.Summary, Features = s.Columns.Count, s.Warmup, s.Memory }),
                Features = FeatureCatalog.All.Select(d => new
                {
                    d.Name,
                    d.Summary,
                    d.Memory,
                    d.Parameters,
                    Outputs = d.Outputs.Select(o => new { o.Name, Warmup = o.Warmup(Defaults(d)) }),
                }),
            });
            return;
        }

        terminal.WriteTable(
            ["set", ">features", ">warm-up", "memory", "what"],
            FeatureSets.All.Select(s => (IReadOnlyList<string>)[s.Name, Number(s.Columns.Count), Number(s.Warmup), s.Memory.ToString().ToLowerInvariant(), s.Summary]));
        terminal.WriteTable(
            ["feature", "gives", ">warm-up", "memory", "what"],
            FeatureCatalog.All.Select(d => (IReadOnlyList<string>)
                [Call(d), string.Join(" ", d.Outputs.Select(o => o.Name.Length == 0 ? "" : "." + o.Name)).Trim(), Number(d.Outputs.Max(o => o.Warmup(Defaults(d)))), Memory(d), d.Summary]));
    }

    private static double[] Defaults(FeatureDefinition definition) => [.. definition.Parameters.Select(p => p.Default)];

    private static string Call(FeatureDefinition definition) => definition.Parameters.Count == 0
        ? definition.Name
        : $"{definition.Name}({string.Join(", ", definition.Parameters.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name} {p.Default}")))})";

    private static string Memory(FeatureDefinition? definition) => definition?.Memory.ToString().ToLowerInvariant() ?? "";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
