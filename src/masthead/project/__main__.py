from masthead.project.command import main

main()
