using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Weathervane.Pipelines.Mlflow;

/// <summary>The YAML of an <c>MLmodel</c> file, with keys in alphabetical order as MLflow writes them.</summary>
internal static class MlmodelFile
{
    /// <summary>The file's bytes.</summary>
    /// <param name="flavors">How the model can be loaded; the first one serves the generic loader.</param>
    /// <param name="features">[columns] names of the inputs, all doubles.</param>
    /// <param name="output">The name of the output, a double.</param>
    /// <param name="facts">When and where the model was made.</param>
    internal static byte[] Write(IReadOnlyList<MlflowFlavor> flavors, IReadOnlyList<string> features, string output, MlflowFacts facts)
    {
        var text = new StringBuilder("artifact_path: model\nflavors:\n");
        foreach (var flavor in flavors.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {flavor.Name}:\n    code: null\n    data: {flavor.File}\n");
            foreach (var (key, value) in flavor.Facts)
            {
                text.Append(CultureInfo.InvariantCulture, $"    {key}: {value}\n");
            }
        }

        var main = flavors[0];
        text.Append(CultureInfo.InvariantCulture, $"  python_function:\n    data: {main.File}\n    env:\n      conda: {PythonEnvironment.Conda}\n      virtualenv: {PythonEnvironment.Virtual}\n");
        text.Append(CultureInfo.InvariantCulture, $"    loader_module: mlflow.{main.Name}\n    python_version: {PythonEnvironment.Python}\n");
        text.Append(CultureInfo.InvariantCulture, $"mlflow_version: {PythonEnvironment.Mlflow}\nmodel_size_bytes: {flavors.Sum(f => f.Content.LongLength)}\nmodel_uuid: {Id(flavors)}\n");
        text.Append(facts.RunId is { } run ? $"run_id: {run}\n" : "");
        text.Append(CultureInfo.InvariantCulture, $"signature:\n  inputs: {Schema(features)}\n  outputs: {Schema([output])}\n  params: null\n");
        text.Append(CultureInfo.InvariantCulture, $"utc_time_created: '{facts.Created:yyyy-MM-dd HH:mm:ss.ffffff}'\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>JSON inside a quoted YAML text, in which a quote is doubled; other letters than ASCII's are escaped by JSON.</summary>
    private static string Schema(IEnumerable<string> names) =>
        $"'{JsonSerializer.Serialize(names.Select(name => new { type = "double", name, required = true })).Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The same model has the same number.</summary>
    private static string Id(IReadOnlyList<MlflowFlavor> flavors) =>
        Convert.ToHexStringLower(SHA256.HashData([.. flavors.SelectMany(f => SHA256.HashData(f.Content))]).AsSpan(0, 16));
}
