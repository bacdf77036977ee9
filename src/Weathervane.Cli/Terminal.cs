using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Weathervane.Store;

namespace Weathervane.Cli;

/// <summary>What a command has of the world: where to write, what time it is, whether to stop. Tests give their own.</summary>
internal sealed record Terminal
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // JSON has no NaN; an unknown number is null.
        Converters = { new FiniteDoubleConverter(), new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Results go here.</summary>
    internal required TextWriter Output { get; init; }

    /// <summary>Progress, warnings and errors go here, so that results can be piped on.</summary>
    internal required TextWriter Error { get; init; }

    /// <summary>Whether a person looks at <see cref="Error"/>: bars that redraw themselves, else plain lines.</summary>
    internal bool Interactive { get; init; }

    /// <summary>The clock: times of runs, rates and time left.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Set by Ctrl-C and by SIGTERM.</summary>
    internal CancellationToken Cancel { get; init; }

    /// <summary>Reads an environment variable; null where it is not set.</summary>
    internal Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Most threads for the work.</summary>
    internal int Threads { get; init; } = System.Environment.ProcessorCount;

    /// <summary>Writes a result as indented JSON with camelCase names; NaN and infinities become null.</summary>
    internal void WriteJson<T>(T result) => Output.WriteLine(JsonSerializer.Serialize(result, Json));

    /// <summary>Writes a table; numbers should come formatted with the invariant culture.</summary>
    /// <param name="headers">One a column; a leading '>' aligns the column to the right.</param>
    /// <param name="rows">One text a column.</param>
    internal void WriteTable(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var header in headers)
        {
            var right = header.StartsWith('>');
            var column = new TableColumn(Markup.Escape(right ? header[1..] : header)).NoWrap();
            table.AddColumn(right ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => new Text(PlainName.Shown(cell)))]);
        }

        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        // Wide enough that nothing wraps when the output is a file; a terminal wraps by itself.
        console.Profile.Width = 400;
        console.Write(table);
        foreach (var line in text.ToString().Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0))
        {
            Output.WriteLine(line);
        }
    }

    private sealed class FiniteDoubleConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
