using System.Diagnostics;
using System.Globalization;
using Weathervane.Bars;
using Weathervane.Evaluation.Leaks;

namespace Weathervane.Cli.Commands.Proving;

/// <summary>Somebody's program that reads a CSV file of bars and writes one of features: started anew for each series of bars, without a shell.</summary>
internal sealed class ExternalProgram : IDisposable
{
    private const string In = "{in}", Out = "{out}";
    private const int ErrorLines = 20;
    private readonly IReadOnlyList<string> _words;
    private readonly TimeSpan _limit;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vane-prove-");
    private int _runs;

    /// <summary>Reads a command line.</summary>
    /// <param name="command">Words, in quotes where they hold spaces; <c>{in}</c> and <c>{out}</c> stand for the files.</param>
    /// <param name="limit">The longest that one run may take.</param>
    /// <exception cref="InputException">A quote stays open, or a place for a file is missing.</exception>
    internal ExternalProgram(string command, TimeSpan limit)
    {
        (_words, _limit) = (Split(command), limit);
        foreach (var place in (string[])[In, Out])
        {
            if (!_words.Any(w => w.Contains(place, StringComparison.Ordinal)))
            {
                throw Wrong($"has no {place}.");
            }
        }
    }

    /// <summary>How many times it was started.</summary>
    internal int Runs => _runs;

    /// <summary>Runs it once.</summary>
    internal BarFeatures Run(ProbeBars bars, CancellationToken cancel)
    {
        var number = Interlocked.Increment(ref _runs);
        var input = Path.Combine(_folder.FullName, FormattableString.Invariant($"bars-{number}.csv"));
        var output = Path.Combine(_folder.FullName, FormattableString.Invariant($"features-{number}.csv"));
        using (var file = File.Create(input))
        {
            BarWriter.Write(bars.Own, file, cancel);
        }

        Start([.. _words.Select(w => w.Replace(In, input, StringComparison.Ordinal).Replace(Out, output, StringComparison.Ordinal))], cancel);
        if (!File.Exists(output))
        {
            throw Wrong("ended well, but did not write the file given for {out}.");
        }

        var features = BarFeaturesFile.Read(output, bars.Own, cancel);
        File.Delete(input);
        File.Delete(output);
        return features;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Start(IReadOnlyList<string> words, CancellationToken cancel)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true },
        };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw Wrong($"could not be started: {missing.Message}");
        }

        process.StandardInput.Close();
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(_limit);
        try
        {
            process.WaitForExitAsync(stop.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw Wrong(string.Create(CultureInfo.InvariantCulture, $"took longer than {_limit.TotalSeconds:0.#} seconds, and was stopped. Give more with --timeout, or fewer bars with --last."));
        }

        said.GetAwaiter().GetResult();
        var told = errors.GetAwaiter().GetResult();
        if (process.ExitCode != 0)
        {
            throw Wrong($"ended with {process.ExitCode.ToString(CultureInfo.InvariantCulture)}. {Last(told)}");
        }
    }

    private static string Last(string errors)
    {
        string[] lines = [.. errors.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0)];
        return lines.Length == 0 ? "It said nothing." : $"It said:\n{string.Join('\n', lines.TakeLast(ErrorLines).Select(l => "  " + l))}";
    }

    /// <summary>Words between blanks; single or double quotes keep blanks, and nothing else is special: no shell reads them.</summary>
    internal static IReadOnlyList<string> Split(string command)
    {
        var words = new List<string>();
        var (word, isOpen, quote) = (new System.Text.StringBuilder(), false, '\0');
        foreach (var letter in command)
        {
            if (quote != '\0' && letter == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is '\'' or '"')
            {
                (quote, isOpen) = (letter, true);
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                if (isOpen)
                {
                    words.Add(word.ToString());
                }

                (isOpen, _) = (false, word.Clear());
            }
            else
            {
                isOpen = true;
                word.Append(letter);
            }
        }

        if (quote != '\0')
        {
            throw Wrong($"has a {quote} that is never closed.");
        }

        if (isOpen)
        {
            words.Add(word.ToString());
        }

        return words.Count > 0 ? words : throw Wrong("is empty.");
    }

    private static InputException Wrong(string what) =>
        new("--command", what, "Write the words of a program that reads bars from {in} and writes features to {out}, such as 'python my.py {in} {out}'; for pipes and the like, put them into a script.");
}
