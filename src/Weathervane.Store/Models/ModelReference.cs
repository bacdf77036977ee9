using System.Globalization;

namespace Weathervane.Store.Models;

/// <summary>How a version is asked for: <c>name</c>, <c>name:3</c>, <c>name:latest</c>, <c>name:best(log_loss)</c>, <c>name@alias</c>.</summary>
/// <param name="Name">The model's name.</param>
public sealed record ModelReference(string Name)
{
    private const string BestOpen = "best(";

    /// <summary>The version number asked for.</summary>
    public long? Version { get; init; }

    /// <summary>The alias asked for; the champion when only a name was given.</summary>
    public string? Alias { get; init; }

    /// <summary>The metric whose best version is asked for.</summary>
    public string? BestBy { get; init; }

    /// <summary>Whether the newest version is asked for, however good it is.</summary>
    public bool Latest { get; init; }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="InputException">It has another form, or its name or alias is not allowed.</exception>
    public static ModelReference Parse(string text)
    {
        if (text.IndexOf('@') is var at and >= 0)
        {
            return Named(text[..at]) with { Alias = ModelName.CheckAlias(text[(at + 1)..]) };
        }

        var colon = text.IndexOf(':');
        if (colon < 0)
        {
            return Named(text) with { Alias = ModelName.Champion };
        }

        var (reference, which) = (Named(text[..colon]), text[(colon + 1)..]);
        return which switch
        {
            "latest" => reference with { Latest = true },
            _ when which.StartsWith(BestOpen, StringComparison.Ordinal) && which[^1] == ')' && which.Length > BestOpen.Length + 1 =>
                reference with { BestBy = which[BestOpen.Length..^1] },
            _ when long.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 =>
                reference with { Version = version },
            _ => throw new InputException(
                "model", $"'{which}' in '{text}' says no version.", "Use NAME, NAME:3, NAME:latest, NAME:best(METRIC) or NAME@ALIAS."),
        };
    }

    private static ModelReference Named(string name) => new(ModelName.Check(name));
}
