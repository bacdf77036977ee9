using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Weathervane.Pipelines.Configuration;

/// <summary>Gathers everything wrong with one file, so that a person mends it in one go.</summary>
/// <param name="file">The file's name, as problems show it.</param>
/// <param name="lines">Whether the nodes come from a file and have lines; those of overrides have none.</param>
internal sealed class Problems(string file, bool lines = true)
{
    private readonly List<InputProblem> _found = [];

    /// <summary>How many problems were found so far.</summary>
    internal int Count => _found.Count;

    internal void Add(YamlNode at, string path, string what, string? remedy)
    {
        var line = lines ? string.Create(CultureInfo.InvariantCulture, $":{at.Start.Line}") : "";
        _found.Add(new InputProblem(path.Length == 0 ? $"{file}{line}" : $"{file}{line} {path}", what, remedy));
    }

    /// <exception cref="InputException">Something was reported.</exception>
    internal void ThrowIfAny()
    {
        if (_found.Count > 0)
        {
            throw new InputException(_found);
        }
    }
}
