using System.CommandLine;
using System.CommandLine.Parsing;

namespace Weathervane.Cli;

/// <summary>Commands and options that do not exist, with what was probably meant.</summary>
/// <remarks>The parser takes an unknown <c>--option</c> for a file where one may stand, and then calls its value and the file what was not recognised.</remarks>
internal static class UnknownNames
{
    /// <summary>A sentence for each; none where the line holds none.</summary>
    internal static IReadOnlyList<string> Of(ParseResult parse)
    {
        var command = parse.CommandResult;
        if (command.Command.Subcommands.Count > 0 && parse.UnmatchedTokens.FirstOrDefault(t => !IsOption(t)) is { } word)
        {
            return [$"'{word}' is not a command. {Spelling.Remedy(word, [.. command.Command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)])}"];
        }

        var whole = string.Join(' ', Path(parse).Prepend("vane"));
        return
        [
            // What stands behind '--' is a value, whatever it looks like.
            .. Stray(parse).TakeWhile(t => t != "--").Where(IsOption).Select(t => t.Split('=')[0])
                .Select(name => $"'{name}' is not an option of '{whole}'. {Meant(name, command)}".TrimEnd()),
        ];
    }

    /// <summary>The names of the commands that were asked for, from the outermost on.</summary>
    internal static IEnumerable<string> Path(ParseResult parse)
    {
        var path = new Stack<string>();
        for (var result = parse.CommandResult; result is not null && result.Command is not RootCommand; result = result.Parent as CommandResult)
        {
            path.Push(result.Command.Name);
        }

        return path;
    }

    /// <summary>What the parser gave to no option, in the order of the line.</summary>
    private static IEnumerable<string> Stray(ParseResult parse)
    {
        var taken = parse.CommandResult.Children.OfType<OptionResult>().SelectMany(o => o.Tokens).ToHashSet(ReferenceEqualityComparer.Instance);
        return parse.Tokens.Where(t => (t.Type is TokenType.Argument or TokenType.DoubleDash) && !taken.Contains(t)).Select(t => t.Value);
    }

    private static string Meant(string typed, CommandResult asked)
    {
        var known = new List<string>();
        for (SymbolResult? result = asked; result is not null; result = result.Parent)
        {
            known.AddRange(result is CommandResult { Command: var command } ? command.Options.Where(o => (o.Recursive || command == asked.Command) && !o.Hidden).Select(o => o.Name) : []);
        }

        return Spelling.Closest(typed, known) is { } meant ? $"Did you mean '{meant}'?" : "";
    }

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-' && !char.IsAsciiDigit(token[1]) && token[1] != '.';
}
