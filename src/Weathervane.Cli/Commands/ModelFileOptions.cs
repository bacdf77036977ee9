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
            try
            {
                _ = result.GetValueOrDefault<string?>() is { } id ? ModelFormats.Named(id) : null;
            }
            catch (InputException wrong)
            {
                result.AddError($"--{wrong.Message}");
            }
        });
        return option;
    }
}
