using System.Security.Cryptography;
using System.Text;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Models;

namespace Weathervane.Store.Tests.Artifacts;

public sealed class ArtifactStoreTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    private ArtifactStore Artifacts => _workspace.Store.Artifacts;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_hash_is_the_contents_SHA_256()
    {
        // FIPS 180-2, appendix B.1: SHA-256 of "abc".
        var stored = Artifacts.Put(_workspace.NewRun(), "abc.txt", "abc"u8.ToArray());
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", stored.Sha256);
        Assert.Equal(3, stored.Size);
    }

    [Fact]
    public void Equal_content_is_stored_once_and_empty_content_is_kept()
    {
        var (first, second) = (_workspace.NewRun(), _workspace.NewRun());
        Artifacts.Put(first, "a", [1, 2, 3]);
        Artifacts.Put(second, "b/c", [1, 2, 3]);
        Assert.Single(_workspace.Blobs());
        Assert.Equal([1, 2, 3], Artifacts.Read(second, "b/c"));
        Artifacts.Put(first, "empty", []);
        Assert.Empty(Artifacts.Read(first, "empty"));
        Assert.Equal(["a", "empty"], Artifacts.List(first).Select(f => f.Name));
    }

    [Fact]
    public void A_file_that_is_put_again_replaces_the_older_one_whose_content_stays()
    {
        var run = _workspace.NewRun();
        Artifacts.Put(run, "report.html", [1]);
        Artifacts.Put(run, "report.html", [2]);
        Assert.Equal([2], Artifacts.Read(run, "report.html"));
        Assert.Single(Artifacts.List(run));
        Assert.Equal(2, _workspace.Blobs().Length);
    }

    [Fact]
    public void A_damaged_file_is_an_error_that_names_it_and_the_remedy()
    {
        var version = _workspace.Store.Models.Register(new NewVersion { Name = "gbp", Author = "ada", Model = [1, 2, 3] });
        var blob = Assert.Single(_workspace.Blobs());
        File.WriteAllBytes(blob, [1, 2, 4]);
        var damaged = Assert.Throws<InvalidDataException>(() => Artifacts.Read(version, ModelVersion.ModelFile));
        Assert.StartsWith($"{blob}: model.vane of model gbp:1 is damaged: its SHA-256 is ", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("Put the file back from a copy", damaged.Message, StringComparison.Ordinal);

        File.WriteAllBytes(blob, [1, 2]);
        Assert.Throws<InvalidDataException>(() => Artifacts.Read(version, ModelVersion.ModelFile));
        File.Delete(blob);
        Assert.Contains("is missing", Assert.Throws<InvalidDataException>(() => Artifacts.Read(version, ModelVersion.ModelFile)).Message, StringComparison.Ordinal);

        // Registering the same content again heals it.
        _workspace.Store.Models.Register(new NewVersion { Name = "gbp", Author = "ada", Model = [1, 2, 3] });
        Assert.Equal([1, 2, 3], Artifacts.Read(version, ModelVersion.ModelFile));
    }

    [Fact]
    public void An_unknown_file_is_answered_with_the_known_ones()
    {
        var run = _workspace.NewRun();
        Assert.Contains("It has no files at all", Assert.Throws<InputException>(() => Artifacts.Read(run, "x")).Message, StringComparison.Ordinal);
        Artifacts.Put(run, "report.html", [1]);
        Assert.Contains("Its files: report.html.", Assert.Throws<InputException>(() => Artifacts.Read(run, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_content_is_read_as_it_comes_and_its_end_is_kept_back_until_all_of_it_is_known_to_be_right()
    {
        var content = RandomNumberGenerator.GetBytes(BlobReading.CheckedBefore + 100_000);
        await Artifacts.PutAsync("0/large.bin", new MemoryStream(content), TestContext.Current.CancellationToken);
        await using (var whole = Artifacts.OpenRead("0/large.bin"))
        {
            var copy = new MemoryStream();
            await whole.CopyToAsync(copy, TestContext.Current.CancellationToken);
            Assert.Equal(content.Length, whole.Length);
            Assert.Equal(content, copy.ToArray());
        }

        var blob = Assert.Single(_workspace.Blobs());
        content[7] ^= 1;
        await File.WriteAllBytesAsync(blob, content, TestContext.Current.CancellationToken);
        var received = Received("0/large.bin", out var damaged);
        Assert.InRange(received, 1, content.Length - 1);
        Assert.StartsWith($"{blob}: 0/large.bin is damaged: its SHA-256 is ", damaged!.Message, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(blob, content[..^1], TestContext.Current.CancellationToken);
        Received("0/large.bin", out damaged);
        Assert.StartsWith($"{blob}: 0/large.bin is damaged: its SHA-256 is ", damaged!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_content_that_is_damaged_is_refused_before_its_first_byte()
    {
        Artifacts.Put("0/small", new MemoryStream([1, 2, 3]));
        var blob = Assert.Single(_workspace.Blobs());
        foreach (var other in new byte[][] { [1, 2, 4], [1, 2], [1, 2, 3, 4] })
        {
            File.WriteAllBytes(blob, other);
            Assert.Throws<InvalidDataException>(() => Artifacts.OpenRead("0/small"));
        }
    }

    [Fact]
    public void A_folder_lists_what_lies_directly_in_it()
    {
        foreach (var path in new[] { "0/r/model/MLmodel", "0/r/model/data/model.onnx", "0/r/a%b", "0/r/a_b/c", "0/r.txt", "0/r0/x" })
        {
            Artifacts.Put(path, new MemoryStream([1, 2, 3]));
        }

        Assert.Equal([new("a%b", false, 3), new("a_b", true, 0), new("model", true, 0)], Artifacts.ListAt("0/r"));
        Assert.Equal([new("MLmodel", false, 3), new("data", true, 0)], Artifacts.ListAt("0/r/model"));
        Assert.Equal([new("0", true, 0)], Artifacts.ListAt(""));
        Assert.Empty(Artifacts.ListAt("0/r/model/MLmodel"));
        Assert.Empty(Artifacts.ListAt("nowhere"));
    }

    [Fact]
    public void Deleting_a_folder_takes_the_names_below_it_away_and_leaves_its_neighbours()
    {
        foreach (var path in new[] { "0/r/a", "0/r/b/c", "0/r2/a" })
        {
            Artifacts.Put(path, new MemoryStream([1]));
        }

        Assert.Equal(2, Artifacts.Delete("0/r"));
        Assert.Equal(0, Artifacts.Delete("0/r"));
        Assert.Null(Artifacts.Find("0/r/a"));
        Assert.Contains("there is no file '0/r/a'", Assert.Throws<InputException>(() => Artifacts.OpenRead("0/r/a")).Message, StringComparison.Ordinal);
        Assert.Equal(["r2"], Artifacts.ListAt("0").Select(e => e.Name));
        // The content is kept, and the name is free again.
        Assert.Single(_workspace.Blobs());
        Artifacts.Put("0/r/a", new MemoryStream([2]));
        Assert.Equal(1, Artifacts.Find("0/r/a")!.Size);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a/\nb")]
    [InlineData("")]
    public void A_path_that_leaves_the_root_is_refused(string path)
    {
        Assert.Throws<ArgumentException>(() => Artifacts.Put(path, new MemoryStream([1])));
        Assert.Throws<ArgumentException>(() => Artifacts.Delete(path));
    }

    [Fact]
    public void Content_that_breaks_off_leaves_nothing_behind()
    {
        var run = _workspace.NewRun();
        Artifacts.Put(run, "whole", [1]);
        Assert.Throws<IOException>(() => Artifacts.Put(run, "torn", new BreakingStream()));
        Assert.Single(_workspace.Blobs());
        Assert.Equal(["whole"], Artifacts.List(run).Select(f => f.Name));
    }

    private int Received(string path, out InvalidDataException? damaged)
    {
        using var content = Artifacts.OpenRead(path);
        var (buffer, received) = (new byte[1000], 0);
        damaged = null;
        try
        {
            for (int read; (read = content.Read(buffer)) > 0;)
            {
                received += read;
            }
        }
        catch (InvalidDataException found)
        {
            damaged = found;
        }

        return received;
    }

    private sealed class BreakingStream : MemoryStream
    {
        private bool _begun;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_begun)
            {
                throw new IOException("the line broke");
            }

            _begun = true;
            return Encoding.UTF8.GetBytes("half of it", buffer.AsSpan(offset, count));
        }
    }
}
