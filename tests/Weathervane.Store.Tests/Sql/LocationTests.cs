using Weathervane.Store.Locations;

namespace Weathervane.Store.Tests.Sql;

public sealed class LocationTests
{
    [Fact]
    public void A_path_is_a_folder_with_store_db_or_a_file_that_ends_in_db()
    {
        Assert.Equal(Path.GetFullPath("team/store.db"), StoreLocation.Parse("team").ToString());
        Assert.Equal(Path.GetFullPath("team/store.db"), StoreLocation.Parse("sqlite:team").ToString());
        Assert.Equal(Path.GetFullPath("team/runs.db"), StoreLocation.Parse("sqlite:team/runs.db").ToString());
    }

    [Fact]
    public void Content_lies_beside_the_file_unless_another_place_is_named()
    {
        Assert.Equal(new FolderLocation(Path.GetFullPath("w/blobs")), new WorkspaceLocation("w").Artifacts);
        Assert.Equal(new FolderLocation(Path.GetFullPath("team/blobs")), new WorkspaceLocation("w", StoreLocation.Parse("team/runs.db")).Artifacts);
        Assert.Equal(new FolderLocation(Path.GetFullPath("w/blobs")), new WorkspaceLocation("w", StoreLocation.Parse("postgres://h/d")).Artifacts);
        Assert.Equal(new FolderLocation("/data/files"), new WorkspaceLocation("w", null, ArtifactLocation.Parse("file:/data/files")).Artifacts);
    }

    [Fact]
    public void A_database_of_PostgreSQL_is_read_from_its_address_and_shown_without_its_password()
    {
        var location = (PostgresLocation)StoreLocation.Parse("postgres://ada:p%40ss%2Fword@db.example:6543/vane?sslmode=verify-full&schema=team");
        Assert.Equal(("db.example", 6543, "vane", "ada", "team"), (location.Host, location.Port, location.Database, location.User, location.Schema));
        Assert.Contains("Password=p@ss/word", location.Connection(mayWrite: true), StringComparison.Ordinal);
        Assert.Equal("postgres://ada@db.example:6543/vane?schema=team", location.ToString());
        Assert.Equal("postgres:///var/run/postgresql:5432/vane", StoreLocation.Parse("postgresql:///vane?host=/var/run/postgresql").ToString());
    }

    [Theory]
    [InlineData("", "it is blank.")]
    [InlineData("mysql://ada:secret@host/db", "'mysql' is no kind of store. Allowed: PATH, sqlite:PATH, postgres://user:password@host:port/database.")]
    [InlineData("postgres://ada:secret@host", "it names no database.")]
    [InlineData("postgres://ada:sec/ret@host/db", "this is no address of a database. A database of PostgreSQL is postgres://user:password@host:port/database; write")]
    [InlineData("postgres://ada:secret@host/db?timeout=secret", "it has no setting 'timeout'. Known: host, sslmode, sslrootcert, schema.")]
    [InlineData("postgres://ada:secret@host/db?sslmode=maybe", "'maybe' is no sslmode; there are disable, allow, prefer, require, verify-ca and verify-full.")]
    public void A_store_that_cannot_be_meant_is_refused_without_the_password(string text, string said)
    {
        var wrong = Assert.Throws<InputException>(() => StoreLocation.Parse(text));
        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sec/ret", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bucket_is_read_from_its_address()
    {
        var location = Assert.IsType<BucketLocation>(ArtifactLocation.Parse("s3://models/team/a/?endpoint=http://127.0.0.1:9000&region=eu-central-1"));
        Assert.Equal(("models", "team/a", "eu-central-1"), (location.Bucket, location.Prefix, location.Region));
        Assert.Equal("s3://models/team/a?endpoint=http://127.0.0.1:9000", location.ToString());
        Assert.Equal(new BucketLocation("models", ""), ArtifactLocation.Parse("s3://models"));
    }

    [Theory]
    [InlineData("s3://", "it names no bucket.")]
    [InlineData("s3://b?endpoint=ftp://h", "the endpoint is no http:// or https:// address")]
    [InlineData("s3://b?key=secret", "it has no setting 'key'. Known: endpoint, region.")]
    [InlineData("gs://b", "'gs' is no place for files.")]
    public void A_place_for_files_that_cannot_be_meant_is_refused(string text, string said) =>
        Assert.Contains(said, Assert.Throws<InputException>(() => ArtifactLocation.Parse(text)).Message, StringComparison.Ordinal);
}
