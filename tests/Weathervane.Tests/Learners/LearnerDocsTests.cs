using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Weathervane.Learners;

namespace Weathervane.Tests.Learners;

public sealed partial class LearnerDocsTests
{
    private const string Begin = "<!-- parameters -->\n", End = "<!-- /parameters -->";

    /// <summary>Run with VANE_WRITE_DOCS=true to write the tables anew.</summary>
    [Fact]
    public void The_tables_of_parameters_are_those_of_the_records()
    {
        var path = Path.Combine(Repository.Root, "docs/learners.md");
        var text = File.ReadAllText(path);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var expected = Tables();
        if (Environment.GetEnvironmentVariable("VANE_WRITE_DOCS") == "true")
        {
            File.WriteAllText(path, text[..begin] + expected + text[end..]);
            return;
        }

        Assert.Equal(expected, text[begin..end]);
    }

    private static string Tables()
    {
        var docs = XDocument.Load(Path.ChangeExtension(typeof(Learner).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(m => m.Attribute("name")!.Value, m => Plain(m.Element("summary")));
        var text = new StringBuilder();
        foreach (var kind in LearnerCatalog.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"## `{kind.Id}`\n{kind.Summary}\n\n");
            if (kind.Parameters.Count > 0)
            {
                text.Append("| parameter | default | meaning |\n|---|---|---|\n");
            }

            foreach (var parameter in kind.Parameters)
            {
                var value = parameter.Get(kind.Default);
                var shown = value is Learner member ? member.Id : value is System.Collections.IEnumerable and not string ? "none" : Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant();
                // A parameter that several learners share is declared by the record that they derive from.
                var declared = kind.Default.GetType().GetProperty(parameter.Property)!.DeclaringType!;
                var doc = docs[$"P:{declared.FullName}.{parameter.Property}"];
                text.Append(CultureInfo.InvariantCulture, $"| `{parameter.Name}` | {shown} | {doc} |\n");
            }

            text.Append(kind.Parameters.Count > 0 ? "\n" : "");
        }

        return text.ToString();
    }

    private static string Plain(XElement? summary)
    {
        foreach (var see in summary?.Descendants("see").ToList() ?? [])
        {
            var property = see.Attribute("cref")!.Value.Split('.')[^1];
            see.ReplaceWith(new XText("`" + Capital().Replace(property, "_$0").TrimStart('_').ToLowerInvariant() + "`"));
        }

        return Spaces().Replace(summary?.Value.Trim() ?? "", " ");
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
