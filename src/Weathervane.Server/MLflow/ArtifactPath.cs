using Weathervane.Store.Artifacts;

namespace Weathervane.Server.MLflow;

/// <summary>Paths and locations of artefacts that clients give: nothing that could lead out of the artefact store is let in.</summary>
internal static class ArtifactPath
{
    private const int Longest = 1000;

    /// <summary>A path below the artefact store's root.</summary>
    /// <param name="path">As the client sent it, decoded once.</param>
    /// <exception cref="MlflowException">It is empty, absolute, too long, or leads elsewhere.</exception>
    internal static string Check(string path) => IsClean(path) ? path : throw MlflowException.Invalid("Invalid path");

    /// <summary>The same for a file that is to be stored, which lies in a bounded number of folders.</summary>
    internal static string CheckNew(string path) => path.Count(c => c == '/') < ArtifactStore.MostParts ? Check(path) : throw MlflowException.Invalid("Invalid path");

    /// <summary>The same for a folder, where nothing is the root.</summary>
    internal static string CheckFolder(string? path) => string.IsNullOrEmpty(path) ? "" : Check(path.TrimEnd('/'));

    /// <summary>A location that a client gives for an experiment's artefacts.</summary>
    /// <param name="location">The location.</param>
    /// <param name="field">The field that holds it, for the error.</param>
    /// <exception cref="MlflowException">It is not in this server's artefact store.</exception>
    internal static string Location(string location, string field) =>
        location.StartsWith(ArtifactStore.Scheme, StringComparison.Ordinal) && IsClean(location[ArtifactStore.Scheme.Length..].TrimEnd('/'))
            ? location.TrimEnd('/')
            : throw MlflowException.Invalid(
                $"Invalid {field}: '{location}'. This server keeps artefacts in its own store only: leave it out, or give {ArtifactStore.Scheme}FOLDER.");

    private static bool IsClean(string path)
    {
        if (path.Length is 0 or > Longest)
        {
            return false;
        }

        // Decoded twice more: a proxy in between may decode once, and so may whoever stores the path.
        var once = Uri.UnescapeDataString(path);
        return IsPlain(path) && IsPlain(once) && IsPlain(Uri.UnescapeDataString(once));
    }

    private static bool IsPlain(string path) =>
        !path.StartsWith('/') && !path.Any(c => c is '\\' or '#' || char.IsControl(c))
        && !(path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
