using System.IO.Compression;
using CsvHelper;

namespace Weathervane.Bars;

/// <summary>Writes bars as CSV that reads back as the same bars.</summary>
public static class BarWriter
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ";

    /// <summary>Writes a file: whole, or not at all.</summary>
    /// <remarks>The bars go to a file beside it that then takes its name, so that a full disk or a stop leaves what was there before.</remarks>
    /// <param name="bars">The bars.</param>
    /// <param name="path">Where to; a name that ends in .gz is packed.</param>
    /// <param name="cancel">Stops the writing and leaves nothing.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Write(BarSeries bars, string path, CancellationToken cancel = default)
    {
        var unfinished = path + ".unfinished";
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
                {
                    using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
                    Write(bars, gzip, cancel);
                }
                else
                {
                    Write(bars, file, cancel);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception failure)
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }

            if (failure is IOException or UnauthorizedAccessException)
            {
                throw new IOException($"{path} could not be written: {failure.Message}", failure);
            }

            throw;
        }
    }

    /// <summary>Writes a header and a line a bar: time of the open in UTC, prices, volume, further columns; unknown values are empty.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="cancel">Stops the writing.</param>
    public static void Write(BarSeries bars, Stream stream, CancellationToken cancel = default)
    {
        using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        foreach (var name in (string[])["timestamp", "open", "high", "low", "close", "volume", .. bars.ColumnNames])
        {
            csv.WriteField(name);
        }

        csv.EndRecord();
        for (var i = 0; i < bars.Count; i++)
        {
            if ((i & 0xFFF) == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }

            csv.WriteField(bars.Times[i], TimeFormat);
            csv.WriteField(bars.Open[i]);
            csv.WriteField(bars.High[i]);
            csv.WriteField(bars.Low[i]);
            csv.WriteField(bars.Close[i]);
            csv.WriteField(bars.Volume[i]);
            foreach (var name in bars.ColumnNames)
            {
                WriteOrLeaveEmpty(csv, bars.Column(name)[i]);
            }

            csv.EndRecord();
        }
    }

    private static void WriteOrLeaveEmpty(CsvWriter csv, double value)
    {
        if (double.IsNaN(value))
        {
            csv.WriteField("");
        }
        else
        {
            csv.WriteField(value);
        }
    }
}
