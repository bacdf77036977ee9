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
    public void Content_that_breaks_off_leaves_nothing_behind()
    {
        var run = _workspace.NewRun();
        Artifacts.Put(run, "whole", [1]);
        Assert.Throws<IOException>(() => Artifacts.Put(run, "torn", new BreakingStream()));
        Assert.Single(_workspace.Blobs());
        Assert.Equal(["whole"], Artifacts.List(run).Select(f => f.Name));
    }

    private sealed class BreakingStream : MemoryStream
    {
        private bool _begun;

        public override int Read(Span<byte> buffer)
        {
            if (_begun)
            {
                throw new IOException("the line broke");
            }

            _begun = true;
            return Encoding.UTF8.GetBytes("half of it", buffer);
        }
    }
}
