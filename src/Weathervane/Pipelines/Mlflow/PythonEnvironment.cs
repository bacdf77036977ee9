using System.Text;

namespace Weathervane.Pipelines.Mlflow;

/// <summary>The files by which MLflow makes an environment that can load a model.</summary>
internal static class PythonEnvironment
{
    internal const string Python = "3.11.9", Conda = "conda.yaml", Virtual = "python_env.yaml", Requirements = "requirements.txt";

    /// <summary>The MLflow whose format this is; loaders of 2.0 and later read it.</summary>
    internal const string Mlflow = "2.22.1";

    internal static IEnumerable<(string Name, byte[] Text)> Files(IReadOnlyList<string> packages)
    {
        string[] all = ["mlflow>=2.0", "pandas", .. packages.Distinct()];
        yield return (Requirements, Text(string.Join('\n', all)));
        yield return (Conda, Text($"channels:\n- conda-forge\ndependencies:\n- python={Python}\n- pip\n- pip:\n{string.Concat(all.Select(p => $"  - {p}\n"))}name: mlflow-env\n"));
        yield return (Virtual, Text($"python: {Python}\nbuild_dependencies:\n- pip\n- setuptools\n- wheel\ndependencies:\n- -r {Requirements}\n"));
    }

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
