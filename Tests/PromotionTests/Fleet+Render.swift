import Kustomize
import Promotion

extension Fleet {
  /// Renders an environment as Kustomize does.
  static func render(
    _ tree: any FileTree, _ environment: PromotionEnvironment
  ) throws(RenderError) -> RenderedEnvironment {
    let rendering = try Renderer().render(directory: environment.directory, with: Loader(tree))
    return RenderedEnvironment(
      name: environment.name, objects: rendering.objects.map(\.object),
      text: try rendering.printed())
  }
}
