using System.Text;
using Weathervane.Pipelines.Configuration;
using Weathervane.Pipelines.Configuration.Sections;

namespace Weathervane.Pipelines;

/// <summary>Reads and writes pipelines as YAML; docs/pipelines.md describes the format, docs/schema/pipeline.schema.json checks it in editors.</summary>
public static class PipelineFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its folder becomes <see cref="Pipeline.Folder"/>.</param>
    /// <param name="overrides">Values that win over the file's, as <c>learners[0].num_leaves=15</c>; null for none.</param>
    /// <exception cref="InputException">The file is missing, is no pipeline, or an override fits nowhere: all problems at once, each with its line.</exception>
    public static Pipeline Read(string path, IReadOnlyList<string>? overrides = null)
    {
        if (!File.Exists(path))
        {
            throw new InputException(path, Directory.Exists(path) ? "is a folder." : "is not there.", "Give the pipeline's file; 'vane init BARS.csv' writes one.");
        }

        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new InputException(path, "is a file of bars, not a pipeline.", "'vane init BARS.csv -o mine.yaml' writes a pipeline for it; give that one.");
        }

        // A name in bytes that are no text would only look odd; the bound keeps a wrong file from being read whole.
        if (new FileInfo(path).Length > 4L * YamlText.CharactersMax)
        {
            throw new InputException(path, "is too long for a pipeline.", "A pipeline holds at most 1048576 characters.");
        }

        var pipeline = Parse(File.ReadAllText(path, Encoding.UTF8), Path.GetFileName(path), overrides);
        return pipeline with
        {
            Name = pipeline.Name.Length > 0 ? pipeline.Name : SafeName(Path.GetFileNameWithoutExtension(path)),
            Folder = Path.GetDirectoryName(Path.GetFullPath(path))!,
        };
    }

    /// <summary>Reads YAML text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">What problems call it.</param>
    /// <param name="overrides">Values that win over the text's; null for none.</param>
    /// <exception cref="InputException">The text is no pipeline, or an override fits nowhere: all problems at once, each with its line.</exception>
    public static Pipeline Parse(string yaml, string file, IReadOnlyList<string>? overrides = null)
    {
        var pipeline = From(YamlText.Read(yaml, file), file);
        if (overrides is not { Count: > 0 })
        {
            return pipeline;
        }

        // On the resolved tree every key has one place, whatever shorthand the file uses.
        var tree = PipelineSection.Shape.Write(pipeline);
        foreach (var assignment in overrides)
        {
            Overrides.Apply(tree, assignment);
        }

        return From(tree, "--set", lines: false);
    }

    /// <summary>The pipeline with every default written out; <see cref="Parse"/> reads an equal one.</summary>
    /// <param name="pipeline">Any pipeline.</param>
    public static string Write(Pipeline pipeline) => YamlText.Write(PipelineSection.Shape.Write(pipeline));

    /// <summary>The JSON schema of the format, indented, for editors.</summary>
    public static string JsonSchema()
    {
        var schema = PipelineSection.Shape.Schema();
        schema.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        schema.Insert(1, "title", "Weathervane pipeline");
        return schema.ToJsonString(new System.Text.Json.JsonSerializerOptions
        {
            WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }) + "\n";
    }

    /// <summary>A label alone, as a model file keeps it.</summary>
    internal static string WriteLabel(Labels.Label label) => YamlText.Write(LabelSection.Shape.Write(label));

    /// <exception cref="InputException">The text is no label.</exception>
    internal static Labels.Label ParseLabel(string yaml, string file)
    {
        var problems = new Problems(file);
        LabelSection.Shape.TryRead(new Node(YamlText.Read(yaml, file), "label", problems), out var label);
        problems.ThrowIfAny();
        return label;
    }

    /// <summary>A name for a run or a model from that of a file: without what the registry keeps for itself.</summary>
    internal static string SafeName(string name) => string.Concat(name.Select(c => c is '/' or ':' or '@' ? '-' : c));

    private static Pipeline From(YamlDotNet.RepresentationModel.YamlNode tree, string file, bool lines = true)
    {
        var problems = new Problems(file, lines);
        PipelineSection.Shape.TryRead(new Node(tree, "", problems), out var pipeline);
        problems.ThrowIfAny();
        return pipeline;
    }
}
