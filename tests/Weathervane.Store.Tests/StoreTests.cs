namespace Weathervane.Store.Tests;

public sealed class StoreTests
{
    [Fact]
    public void Store_sees_the_library() => Assert.NotEmpty(new InputException("a", "b").Problems);
}
