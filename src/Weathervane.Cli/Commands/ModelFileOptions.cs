using System.CommandLine;
using Weathervane.Learners.Formats;

namespace Weathervane.Cli.Commands;

/// <summary>What the commands on other programs' model files share.</summary>
internal static class ModelFileOptions
{
    internal static Option<string?> Format(string description)
    {
        var option = new Option<string?>("--format")
        {
            Description = $"{description}: {string.Join(", ", ModelFormats.All.Select(f => f.Id))}.",
            HelpName = "FORMAT",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } id && ModelFormats.All.All(f => f.Id != id))
            {
                result.AddError($"--format: '{id}' is no format. Allowed: {string.Join(", ", ModelFormats.All.Select(f => f.Id))}.");
            }
        });
        return option;
    }
}
