using Weathervane.Store;

namespace Weathervane.Server.MLflow;

/// <summary>What metrics, parameters and tags may be called.</summary>
internal static class Keys
{
    /// <summary>Refuses a name that MLflow refuses: other characters than letters, digits and <c>_-. :/</c>, or a path that means another.</summary>
    internal static string Check(string name)
    {
        if (name.Length > NameLengths.Key)
        {
            throw MlflowException.Invalid($"Invalid value for parameter 'name' supplied: it has {name.Length} characters, and at most {NameLengths.Key} are allowed.");
        }

        if (!name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ' ' or ':' or '/'))
        {
            throw MlflowException.Invalid(
                $"Invalid value \"{name}\" for parameter 'name' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).");
        }

        return name.StartsWith('/') || name.Split('/').Any(part => part is "" or "." or "..")
            ? throw MlflowException.Invalid(
                $"Invalid value \"{name}\" for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such.")
            : name;
    }
}
