using System.Text.Json.Nodes;
using NJsonSchema;
using Weathervane.Pipelines;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Tests.Pipelines;

/// <summary>The schema in docs is what the reader's own definitions say, and an independent validator agrees with the reader.</summary>
public sealed class PipelineSchemaTests
{
    private static readonly string SchemaFile = Path.Combine(Repository.Root, "docs", "schema", "pipeline.schema.json");

    // To renew the files: WRITE_DOCS=1 artifacts/bin/Weathervane.Tests/release/Weathervane.Tests -class '*PipelineSchemaTests'
    private static bool Renew => Environment.GetEnvironmentVariable("WRITE_DOCS") == "1";

    [Fact]
    public void The_schema_in_docs_is_the_one_that_the_reader_uses()
    {
        if (Renew)
        {
            File.WriteAllText(SchemaFile, PipelineFile.JsonSchema());
        }

        Assert.Equal(PipelineFile.JsonSchema(), File.ReadAllText(SchemaFile));
    }

    [Fact]
    public void The_reference_in_docs_says_what_the_reader_takes()
    {
        var path = Path.Combine(Repository.Root, "docs", "pipelines.md");
        var text = File.ReadAllText(path);
        var (from, to) = (text.IndexOf(PipelineReference.Start, StringComparison.Ordinal) + PipelineReference.Start.Length, text.IndexOf(PipelineReference.End, StringComparison.Ordinal));
        var current = text[..from] + "\n" + PipelineReference.Markdown() + text[to..];
        if (Renew)
        {
            File.WriteAllText(path, current);
        }

        Assert.Equal(current, File.ReadAllText(path));
    }

    [Theory]
    [MemberData(nameof(PipelineFileTests.Samples), MemberType = typeof(PipelineFileTests))]
    public async Task The_schema_accepts_each_sample_and_its_resolved_form(string sample)
    {
        var path = Path.Combine(Repository.Root, "samples", sample);
        Assert.Empty(await ErrorsAsync(File.ReadAllText(path)));
        Assert.Empty(await ErrorsAsync(PipelineFile.Write(PipelineFile.Read(path))));
    }

    [Theory]
    [InlineData("learners: [logistic]")]
    [InlineData("bars: a.csv")]
    [InlineData("bars: a.csv\nlearners: []")]
    [InlineData("bars: a.csv\nlearners: [ligthgbm]")]
    [InlineData("bars: a.csv\nlearners: [{ lightgbm: { num_leafs: 3 } }]")]
    [InlineData("bars: a.csv\nlearners: [{ lightgbm: { tune: { num_leaves: 3 } } }]")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nfetures: direction")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nsplit: { folds: 0 }")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nsplit: { folds: 1.5 }")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nsplit: { holdout: lots }")]
    [InlineData("bars: { file: a.csv, stamp: middle }\nlearners: [logistic]")]
    [InlineData("bars: { file: a.csv, from: yesterday }\nlearners: [logistic]")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nlabel: up")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nlabel: { kind: next-bar-direction, limit: 3 }")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nseries: [{ name: x, resample: soon }]")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nensemble: all")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nregister: { promote: always }")]
    [InlineData("bars: a.csv\nlearners: [logistic]\nversion: 2")]
    public async Task The_schema_refuses_what_the_reader_refuses(string yaml)
    {
        Assert.Throws<InputException>(() => PipelineFile.Parse(yaml, "p.yaml"));
        Assert.NotEmpty(await ErrorsAsync(yaml));
    }

    private static async Task<IEnumerable<string>> ErrorsAsync(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var schema = await JsonSchema.FromJsonAsync(PipelineFile.JsonSchema(), TestContext.Current.CancellationToken);
        return schema.Validate(Json(stream.Documents[0].RootNode)!.ToJsonString()).Select(e => e.ToString());
    }

    /// <summary>YAML as editors see it: plain scalars are numbers, flags and null where they look so.</summary>
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(p => KeyValuePair.Create(((YamlScalarNode)p.Key).Value!, Json(p.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => text switch
        {
            null or "" or "null" or "~" => null,
            "true" => true,
            "false" => false,
            _ when decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        },
        _ => ((YamlScalarNode)node).Value,
    };
}
