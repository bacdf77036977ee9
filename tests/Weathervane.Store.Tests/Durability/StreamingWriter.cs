using System.Globalization;
using Weathervane.Store.Locations;

namespace Weathervane.Store.Tests.Durability;

/// <summary>Stores a large file and reads it again, in a process whose memory is looked at.</summary>
internal static class StreamingWriter
{
    private const int First = 40 << 20;

    /// <summary>Says by how many MB the process grew beyond what a file of 40 MB had made it grow to.</summary>
    internal static void Run(string folder, ArtifactLocation? artifacts, long bytes, Action<string> say)
    {
        using var workspace = Workspace.Open(new WorkspaceLocation(folder, null, artifacts), TimeProvider.System);
        UpAndDown(workspace, First);
        var before = PeakKilobytes();
        UpAndDown(workspace, bytes);
        say(string.Create(CultureInfo.InvariantCulture, $"grew {(PeakKilobytes() - before) / 1024}"));
    }

    private static void UpAndDown(Workspace workspace, long bytes)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"0/{bytes}");
        workspace.Artifacts.Put(path, new PatternStream(bytes));
        using var content = workspace.Artifacts.OpenRead(path);
        content.CopyTo(Stream.Null);
    }

    private static long PeakKilobytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>Bytes that count up, without being anywhere.</summary>
    private sealed class PatternStream(long bytes) : MemoryStream
    {
        private long _left = bytes;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, _left);
            for (var i = 0; i < count; i += 4096)
            {
                buffer.Span[i] = (byte)(_left >> 12);
            }

            _left -= count;
            return ValueTask.FromResult(count);
        }
    }
}
