using System.IO.Compression;
using System.Text;
using Weathervane.Bars;

namespace Weathervane.Tests.Bars;

/// <summary>Reads bars from the shared data and from text in a test.</summary>
internal static class Files
{
    internal static BarFile Shared(string name, BarReadOptions? options = null) =>
        BarReader.Read(Repository.Shared($"data/{name}.csv.gz"), options, TestContext.Current.CancellationToken);

    internal static BarFile Text(string csv, BarReadOptions? options = null) => Bytes(Encoding.UTF8.GetBytes(csv), options);

    internal static BarFile Bytes(byte[] bytes, BarReadOptions? options = null) =>
        BarReader.Read(new MemoryStream(bytes), "bars.csv", options, TestContext.Current.CancellationToken);

    internal static InputProblem Problem(string csv, BarReadOptions? options = null) =>
        Assert.Single(Assert.Throws<InputException>(() => Text(csv, options)).Problems);

    internal static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    internal static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
